// One row of a batch as typed values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/margin/batch_model.hpp"
#include "host/margin/quoted_csv.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

// Where each column stands; columns that are not asked for are ignored.
class BatchColumns {
 public:
  // Throws InputError naming the file, the line of the header and every needed column that is missing or doubled.
  BatchColumns(const CsvRecord& header, const std::string& file);

  // The field without blanks at its ends; "" where the file has no such column or the row ends before it.
  [[nodiscard]] std::string field(const CsvRecord& row, const std::string& column) const;
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  std::map<std::string, std::size_t> places_;
  std::size_t count_ = 0;
};

struct BatchRow {
  std::string id;
  std::string exchange;
  std::string contract;  // optional column: which contract of the exchange
  const BatchModel* model = nullptr;
  bool inverse = false;
  PositionTerms terms;
  double leverage = 0;         // 0: not given
  std::optional<double> rate;  // nothing: the venue's tiers apply
  double amount = 0;
  std::optional<double> fee;
};

// Adds what is wrong with the row to `problems`, each naming line and column.
[[nodiscard]] BatchRow read_batch_row(const CsvRecord& record, const BatchColumns& columns, ProblemList& problems);

}  // namespace tinderbox
