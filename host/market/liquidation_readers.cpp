#include "host/market/liquidation_readers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <vector>

#include "host/market/csv_rows.hpp"
#include "host/market/csv_table.hpp"
#include "host/market/json_elements.hpp"
#include "host/market/liquidation_rows.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/time_series.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {
namespace {

// Remembers the last rows: a repeated one follows its twin closely.
class RecentRows {
 public:
  // Whether the row stood among them; if not, it joins them.
  bool seen(std::span<const std::string_view> texts) {
    std::string row;
    for (const std::string_view text : texts) row.append(text).push_back('\n');
    if (!rows_.insert(row).second) return true;
    order_.push_back(std::move(row));
    if (order_.size() > kRemembered) {
      rows_.erase(order_.front());
      order_.pop_front();
    }
    return false;
  }

 private:
  static constexpr std::size_t kRemembered = 4096;
  std::unordered_set<std::string> rows_;
  std::deque<std::string> order_;
};

class LiquidationReader {
 public:
  LiquidationReader(const LiquidationRequest& request, const LiquidationLayout& layout,
                    const std::function<void(const LiquidationRow&)>& sink)
      : request_(&request), layout_(&layout), sink_(&sink) {}

  void take(std::span<const std::string_view> texts, RowReport& report) {
    if (layout_->repeats_rows && recent_.seen(texts)) {
      ++facts_.repeated;
      return;
    }
    RowColumns columns(texts, layout_->columns, report);
    rows_.clear();
    layout_->parse(columns, *request_, rows_);
    if (report.good() && rows_.empty()) ++facts_.passed_over;
    for (LiquidationRow& row : rows_) {
      row.source.number = static_cast<std::uint32_t>(report.place().number);
      if (*sink_) (*sink_)(row);
    }
    if (rows_.size() > 1) spacing_.add(rows_.front().time);
    facts_.rows += static_cast<std::int64_t>(rows_.size());
  }

  [[nodiscard]] LiquidationFacts facts() const {
    LiquidationFacts facts = facts_;
    facts.interval_seconds = spacing_.seconds();
    return facts;
  }

 private:
  const LiquidationRequest* request_;
  const LiquidationLayout* layout_;
  const std::function<void(const LiquidationRow&)>* sink_;
  RecentRows recent_;
  CommonSpacing spacing_;  // of rows that sum up an interval
  std::vector<LiquidationRow> rows_;
  LiquidationFacts facts_;
};

// The head of a file as a source of its own, to look at its first row.
class HeadBytes final : public ByteSource {
 public:
  explicit HeadBytes(std::string_view text) : text_(text) {}
  std::size_t read(std::span<char> buffer) override {
    const std::size_t bytes = text_.copy(buffer.data(), buffer.size());
    text_.remove_prefix(bytes);
    return bytes;
  }

 private:
  std::string_view text_;
};

[[noreturn]] void refuse(const std::string& file, std::string found) {
  throw InputError({file, "holds no liquidations in a known layout", std::move(found),
                    "sums by interval, forced orders, a forceOrder stream or a COIN-M liquidationSnapshot",
                    "host/docs/market-files.md describes them"});
}

const LiquidationLayout& layout_of_head(const PeekedBytes& bytes, const std::string& file) {
  HeadBytes head(bytes.head());
  CsvRows rows(head, file);
  if (!rows.next()) refuse(file, "no rows");
  const LiquidationLayout* layout = liquidation_layout_of_csv(rows.fields());
  if (layout == nullptr)
    refuse(file, fmt::format("a first row of {} columns, the first {}", rows.fields().size(), shown(rows.fields()[0])));
  return *layout;
}

LiquidationFacts read_csv(PeekedBytes& bytes, const LiquidationRequest& request,
                          const std::function<void(const LiquidationRow&)>& sink, ProblemLog& problems) {
  const std::string file = request.path.string();
  const LiquidationLayout& layout = layout_of_head(bytes, file);
  LiquidationReader reader(request, layout, sink);
  const CsvTable table{.name = layout.name,
                       .columns = layout.columns,
                       .header = layout.header ? CsvHeader::kOptional : CsvHeader::kNone};
  read_csv_table(bytes, file, table, problems,
                 [&](std::span<const std::string_view> texts, RowReport& report) { reader.take(texts, report); });
  return reader.facts();
}

bool gather(const JsonElement& event, std::span<const std::string_view> columns, std::span<std::string_view> texts,
            RowReport& report) {
  if (event.shape != JsonShape::kObject) {
    report.refuse("", "has the wrong shape", "an array", "an event");
    return false;
  }
  const std::string_view* kind = event.find("e");
  if (kind == nullptr || *kind != "forceOrder") {
    report.refuse("e", "is another event", kind == nullptr ? "nothing" : shown(*kind), shown("forceOrder"));
    return false;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view* value = event.find(columns[i]);
    if (value == nullptr) report.refuse(columns[i], "is missing", "", "a value");
    texts[i] = value == nullptr ? std::string_view() : *value;
  }
  return report.good();
}

LiquidationFacts read_stream(PeekedBytes& bytes, const LiquidationRequest& request,
                             const std::function<void(const LiquidationRow&)>& sink, ProblemLog& problems) {
  const std::string file = request.path.string();
  const LiquidationLayout& layout = liquidation_stream_layout();
  LiquidationReader reader(request, layout, sink);
  std::vector<std::string_view> texts(layout.columns.size());
  const auto take = [&](const JsonElement& event, const JsonEnvelope&) {
    RowReport report(problems, {file, event.index, RowUnit::kElement});
    if (gather(event, layout.columns, texts, report)) reader.take(texts, report);
    return true;
  };
  for_each_json_element(bytes, file, {.element = take, .answer_end = {}, .root = JsonRoot::kEvent});
  return reader.facts();
}

}  // namespace

LiquidationFacts read_liquidations(const LiquidationRequest& request,
                                   const std::function<void(const LiquidationRow&)>& sink) {
  ProblemLog problems;
  NoProgress progress;
  LiquidationFacts facts;
  try {
    MarketFile file(request.path, progress);
    PeekedBytes bytes(file);
    const char first = bytes.first_text_byte();
    facts = first == '[' || first == '{' ? read_stream(bytes, request, sink, problems)
                                         : read_csv(bytes, request, sink, problems);
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) problems.add(problem);
  }
  if (facts.rows + facts.passed_over == 0 && problems.count() == 0)
    problems.add({request.path.string(), "holds no rows", "", "liquidations", ""});
  problems.throw_if_any();
  return facts;
}

}  // namespace tinderbox
