// Reading and checking maintenance tiers, from venue files and from the JSON that exchanges answer with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/support/error.hpp"
#include "host/venue/venue.hpp"
#include "host/venue/venue_reader.hpp"

namespace tinderbox {

// A tier with the place it was read from. Only tiers that could be read whole are compared with each other.
struct ReadBracket {
  TierBracket bracket;
  std::string where;
  bool whole = false;
};

// The keys of a tier for a basis: "floor_usd" or "floor_contracts", and so on.
struct TierKeys {
  std::string floor;
  std::string cap;
  std::string amount;  // "" where the shape deducts nothing
};
[[nodiscard]] TierKeys tier_keys(const TierTable& table);

// Whether a contract of this kind can have tiers of this basis and shape. "" or what is wrong.
[[nodiscard]] std::string tier_kind_problem(ContractKind kind, TierBasis basis, TierShape shape);

// Reports gaps, overlaps, caps that do not rise, rates that fall, leverage that rises, margins that jump where the
// table is progressive, and rates that leave no room at the highest leverage.
void check_brackets(ProblemList& problems, const TierTable& table, const std::vector<ReadBracket>& brackets);

// Puts the brackets into the table, and into `tiers` where they are progressive, in USD and of a linear contract.
void fill_tiers(TierTable& table, ContractKind kind, const std::vector<ReadBracket>& brackets);

// The contract that a file is about, as far as its tables need it.
struct TierContext {
  std::string contract;
  ContractKind kind = ContractKind::kLinear;
  std::filesystem::path folder;  // where `tiers_file` is looked for; empty: the file has no folder
};

// [[tier_tables]] of a venue file.
[[nodiscard]] std::vector<TierTable> read_tier_tables(VenueReader& reader, const toml::array& array,
                                                      const TierContext& context);

}  // namespace tinderbox
