#include "host/market/file_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "host/market/file_content.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

bool has_data_extension(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".csv" || extension == ".zip" || extension == ".json";
}

[[noreturn]] void cannot_scan(const fs::path& path, const std::error_code& error) {
  throw InputError({path.string(), "cannot be read", error.message(), "a readable folder of market files", ""});
}

// Every file below `folder`, sorted by path. Links to folders are not followed, so a loop of links cannot trap it.
std::vector<fs::path> files_below(const fs::path& folder, ProblemLog& problems) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  if (error) cannot_scan(folder, error);
  while (at != fs::recursive_directory_iterator()) {
    throw_if_interrupted();
    const fs::path path = at->path();
    const bool link = at->is_symlink(error);
    if (at->is_directory(error) && !link) {
      if (has_data_extension(path)) problems.add({path.string(), "is a folder", "", "a file, as its name says", ""});
    } else {
      files.push_back(path);
    }
    if (files.size() > kMaxScannedFiles) {
      throw InputError({folder.string(), "holds too many files", fmt::format("over {}", kMaxScannedFiles),
                        "a folder of market files", "point --data at the folder of this contract"});
    }
    at.increment(error);
    if (error) cannot_scan(path, error);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The marker may lie above the folder that is given: in the root of an archive of which a part is used.
bool marked_above(const fs::path& data_dir) {
  std::error_code error;
  const fs::path absolute = fs::absolute(data_dir, error).lexically_normal();
  if (error) return false;
  for (fs::path folder = absolute; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / kSyntheticMarker, error)) return true;
  }
  return false;
}

// Decides about one file after the other.
class Cataloguer {
 public:
  Cataloguer(fs::path root, bool single, const ContractId& wanted, ProblemLog& problems, FileCatalog& catalog)
      : root_(std::move(root)), single_(single), wanted_(&wanted), problems_(&problems), catalog_(&catalog) {}

  void take(const fs::path& path) {
    if (path.filename() == kSyntheticMarker) {
      catalog_->synthetic = true;
      return;
    }
    std::error_code unknown;  // what cannot be looked at is reported when it is opened
    if (!single_ && fs::is_directory(path, unknown)) return leave(path, "a link to a folder is not followed");
    if (!single_ && !has_data_extension(path)) return leave(path, "not a .csv, .zip or .json file");
    const NameHints name = hints(single_ ? path.filename() : path.lexically_relative(root_), path);
    if (const std::string reason = not_wanted(name); !reason.empty()) return leave(path, reason);
    try {
      decide(path, name, peek_content(path));
    } catch (const InputError& error) {
      take_unopened(path, name, error);
    }
  }

 private:
  // Left alone in a folder; refused where it was given by name.
  void leave(const fs::path& path, const std::string& reason) {
    if (single_) return refuse(path, "is not used: " + reason, "");
    catalog_->ignored.push_back(fmt::format("{}: {}", path.string(), reason));
  }

  void refuse(const fs::path& path, std::string problem, std::string found) {
    problems_->add({path.string(), std::move(problem), std::move(found),
                    fmt::format("market data of {}, as host/docs/market-files.md describes it", wanted_->contract),
                    ""});
  }

  [[nodiscard]] NameHints hints(const fs::path& inside, const fs::path& full) const {
    return hints_of(inside, full, wanted_->contract);
  }

  [[nodiscard]] std::string not_wanted(const NameHints& name) const {
    if (!name.venue.empty() && name.venue != wanted_->venue) return fmt::format("another venue ({})", name.venue);
    if (!name.symbol.empty() && name.symbol != wanted_->contract)
      return fmt::format("another symbol ({})", name.symbol);
    if (name.market == MarketType::kSpot) return "spot market, not the perpetual contract";
    if (name.market == MarketType::kCoinMargined && wanted_->contract.find('_') == std::string::npos)
      return "coin-margined market, not the USD-margined contract";
    if (!name.other_kind.empty()) return fmt::format("{}: known, not needed", name.other_kind);
    return "";
  }

  // What the content says against a file that the name has nothing against.
  [[nodiscard]] std::string not_wanted_inside(const NameHints& name, const ContentHints& content) const {
    const RowLayout& layout = *content.layout;
    if (!layout.venue.empty() && layout.venue != wanted_->venue)
      return fmt::format("a file of another venue ({})", layout.venue);
    if (!content.symbol.empty() && content.symbol != wanted_->contract && name.symbol.empty())
      return fmt::format("another symbol ({})", content.symbol);
    const std::string coin = coin_of_contract(wanted_->contract);
    if (layout.venue_column >= 0 && name.symbol.empty() && !name.coin.empty() && name.coin != coin)
      return fmt::format("another coin ({})", name.coin);
    if (!layout.name_word.empty() && name.words.find(layout.name_word) == std::string::npos)
      return fmt::format("it looks like {}, and like others: its name does not say \"{}\"", name_of(layout.kind),
                         layout.name_word);
    return "";
  }

  // A name with a kind and a symbol or a venue says that the file is needed; a kind alone says it of any venue's file.
  static bool promises(const NameHints& name) { return name.kind && !(name.symbol.empty() && name.venue.empty()); }

  // A file that promised market data by its name, any archive and any file given alone must open; an empty scrap that
  // promised nothing is left alone.
  void take_unopened(const fs::path& path, const NameHints& name, const InputError& error) {
    const Problem& problem = error.problems().front();
    const bool promised =
        single_ || promises(name) || path.extension() == ".zip" || problem.problem == "cannot be read";
    if (!promised) return leave(path, fmt::format("not recognised: it {}", problem.problem));
    problems_->add(problem);
  }

  void decide(const fs::path& path, const NameHints& outer, const ContentHints& content) {
    const NameHints name = outer_and_member(path, outer, content.member);
    if (!content.other_kind.empty()) return leave(path, fmt::format("{}: known, not needed", content.other_kind));
    if (!content.found()) {
      const bool promised = single_ || promises(name) || !content.member.empty();
      if (promised) return refuse(path, promise_text(name), content.why_not);
      return leave(path, "not recognised: " + content.why_not);
    }
    if (const std::string reason = not_wanted(name); !reason.empty()) return leave(path, reason);
    if (const std::string reason = not_wanted_inside(name, content); !reason.empty()) return leave(path, reason);
    if (content.layout->venue_column >= 0 && !has_rows_of_venue(path, *content.layout, wanted_->venue))
      return leave(path, fmt::format("no rows of {}", wanted_->venue));
    add(path, name, content);
  }

  // What the archive's name leaves open the member's name may say.
  [[nodiscard]] NameHints outer_and_member(const fs::path& path, NameHints name, const std::string& member) const {
    if (member.empty()) return name;
    const NameHints inner = hints(member, path);
    if (name.symbol.empty() || (!inner.symbol.empty() && inner.symbol != name.symbol)) name.symbol = inner.symbol;
    if (!name.kind || name.kind == FileKind::kKlines) name.kind = inner.kind ? inner.kind : name.kind;
    if (name.interval_seconds == 0) name.interval_seconds = inner.interval_seconds;
    if (name.market == MarketType::kUnknown) name.market = inner.market;
    if (name.other_kind.empty()) name.other_kind = inner.other_kind;
    if (name.venue.empty()) name.venue = inner.venue;
    name.words += inner.words;
    return name;
  }

  static std::string promise_text(const NameHints& name) {
    return name.kind ? fmt::format("is named like {} and is no such file", name_of(*name.kind)) : "is not recognised";
  }

  void add(const fs::path& path, const NameHints& name, const ContentHints& content) {
    const RowLayout& layout = *content.layout;
    const auto kind = agreed_kind(path, name, layout);
    if (!kind) return;
    CatalogEntry entry{path, *kind, 0, content.json, 0, content.layout};
    if (layout.interval != IntervalFrom::kNothing && !take_interval(path, name, content, entry)) return;
    if (name.symbol.empty() && content.symbol.empty() && !names_contract(layout)) {
      catalog_->warnings.push_back(
          fmt::format("{}: neither name nor columns say the symbol; taken for {}", path.string(), wanted_->contract));
    }
    if (layout.is_common() && name.venue.empty() && wanted_->venue != "binance") {
      catalog_->warnings.push_back(fmt::format("{}: in the common layout without the name of a venue; taken for {}",
                                               path.string(), wanted_->venue));
    }
    std::error_code ignored;  // only the progress display needs the size
    const auto bytes = fs::file_size(path, ignored);
    if (!ignored) entry.disk_bytes = static_cast<std::int64_t>(bytes);
    catalog_->entries.push_back(std::move(entry));
  }

  // Whether its rows say whose they are, or that is known to be left open (archive funding).
  static bool names_contract(const RowLayout& layout) {
    if (layout.symbol_column >= 0) return true;
    return layout.is_common() && layout.kind != FileKind::kKlines;
  }

  // Content decides; a name may only refine klines to mark-price klines.
  std::optional<FileKind> agreed_kind(const fs::path& path, const NameHints& name, const RowLayout& layout) {
    const FileKind content = layout.kind;
    if (!name.kind || *name.kind == content) return content;
    if (content == FileKind::kKlines && *name.kind == FileKind::kMarkKlines) return FileKind::kMarkKlines;
    // What a name with symbol and interval is taken for is no statement against a venue's own layout.
    if (name.kind_guessed && !layout.is_common()) return content;
    // Klines is what mark-price klines are as well.
    if (content == FileKind::kMarkKlines && *name.kind == FileKind::kKlines) return content;
    refuse(path, fmt::format("is named like {}", name_of(*name.kind)), fmt::format("{} inside", name_of(content)));
    return std::nullopt;
  }

  bool take_interval(const fs::path& path, const NameHints& name, const ContentHints& content, CatalogEntry& entry) {
    if (name.interval_seconds < 0) {
      leave(path, "an interval of more than a day, which fits no bar");
      return false;
    }
    const std::int64_t spacing = is_kline_interval(content.spacing_seconds) ? content.spacing_seconds : 0;
    const std::int64_t inside = content.interval_seconds != 0 ? content.interval_seconds : spacing;
    entry.interval_seconds = name.interval_seconds != 0 ? name.interval_seconds : inside;
    if (entry.interval_seconds == 0) {
      refuse(path, "has no recognisable interval",
             content.layout->interval == IntervalFrom::kRow
                 ? "a first row whose times make no interval from 1s to 1d"
                 : fmt::format("no interval in its name, and rows {} s apart", content.spacing_seconds));
      return false;
    }
    return interval_fits(path, content, entry.interval_seconds);
  }

  // Rows may be further apart than the interval, where some are missing.
  bool interval_fits(const fs::path& path, const ContentHints& content, std::int64_t interval) {
    const bool other = content.interval_seconds != 0 && content.interval_seconds != interval;
    if (!other && content.spacing_seconds % interval == 0) return true;
    const std::int64_t found = other ? content.interval_seconds : content.spacing_seconds;
    refuse(path, fmt::format("is named {}", interval_name(interval)), fmt::format("rows of {}", interval_name(found)));
    return false;
  }

  fs::path root_;
  bool single_;
  const ContractId* wanted_;
  ProblemLog* problems_;
  FileCatalog* catalog_;
};

}  // namespace

bool CatalogEntry::holds_open_interest() const noexcept {
  return kind == FileKind::kMetrics || kind == FileKind::kOpenInterest ||
         (layout != nullptr && layout->carries_open_interest);
}

FileCatalog catalog_files(const fs::path& data_dir, const ContractId& wanted, ProblemLog& problems) {
  std::error_code error;
  const fs::file_status status = fs::status(data_dir, error);
  if (!fs::exists(status)) {
    throw InputError({data_dir.string(), "does not exist", error ? error.message() : "nothing",
                      "a folder of market files, or one file", "check the path given to --data"});
  }
  FileCatalog catalog;
  catalog.wanted = wanted;
  catalog.synthetic = marked_above(data_dir);
  const bool folder = fs::is_directory(status);
  if (folder && has_data_extension(data_dir))
    throw InputError({data_dir.string(), "is a folder", "", "a file, as its name says", ""});
  Cataloguer cataloguer(data_dir, !folder, wanted, problems, catalog);
  if (!folder) {
    cataloguer.take(data_dir);
    return catalog;
  }
  const std::vector<fs::path> files = files_below(data_dir, problems);
  if (files.empty() && problems.count() == 0)
    throw InputError({data_dir.string(), "is an empty folder", "no files", "market files", ""});
  for (const fs::path& file : files) cataloguer.take(file);
  return catalog;
}

}  // namespace tinderbox
