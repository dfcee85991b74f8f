#include "host/market/json_rows.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

struct HeldRow {
  std::int64_t index = 0;
  std::vector<std::string> texts;
};

class JsonRows {
 public:
  JsonRows(const FileRequest& request, RowHandler& handler, ProblemLog& problems)
      : request_(&request),
        file_(request.path.string()),
        layout_(&handler.layout()),
        handler_(&handler),
        problems_(&problems),
        texts_(layout_->columns.size()) {}

  bool take(const JsonElement& element, const JsonEnvelope& envelope) {
    if (!layout_->has_path(element.path)) return true;
    if (layout_->shape == RowShape::kParallelRows) return hold_part(element);
    RowReport report(*problems_, place(element.index));
    if (!texts_of(element, report)) return true;
    if (layout_->envelope == Envelope::kNeeded) return hold(element.index);
    handler_->take(texts_, &envelope, report);
    return true;
  }

  void end_answer(const JsonEnvelope& envelope) {
    check_envelope(envelope);
    if (times_.size() != held_.size() && layout_->shape == RowShape::kParallelRows) {
      problems_->add({file_, "holds arrays of different lengths", fmt::format("{} rows", held_.size()),
                      fmt::format("{} rows, one for each time", times_.size()), ""});
    }
    const bool parallel = layout_->shape == RowShape::kParallelRows;
    for (std::size_t i = 0; i < held_.size() && (!parallel || i < times_.size()); ++i) {
      std::vector<std::string_view> texts(held_[i].texts.begin(), held_[i].texts.end());
      if (parallel) texts.insert(texts.begin(), times_[i]);
      RowReport report(*problems_, place(held_[i].index));
      if (check_width(texts.size(), report)) handler_->take(texts, &envelope, report);
    }
    held_.clear();
    times_.clear();
  }

 private:
  [[nodiscard]] RowPlace place(std::int64_t index) const { return {file_, index, RowUnit::kElement}; }

  bool check_width(std::size_t values, RowReport& report) const {
    if (values == layout_->columns.size()) return true;
    report.refuse("", "has the wrong number of values", fmt::format("{}", values),
                  fmt::format("{}", layout_->columns.size()));
    return false;
  }

  // Puts the texts in column order; columns that are mere context may be absent.
  bool texts_of(const JsonElement& element, RowReport& report) {
    const bool objects = layout_->shape == RowShape::kObject;
    if (element.shape != (objects ? JsonShape::kObject : JsonShape::kArray)) {
      report.refuse("", "has the wrong shape", element.shape == JsonShape::kObject ? "an object" : "an array",
                    objects ? "an object" : fmt::format("an array of {} values", layout_->columns.size()));
      return false;
    }
    if (!objects) {
      if (!check_width(element.values.size(), report)) return false;
      texts_.assign(element.values.begin(), element.values.end());
      return true;
    }
    gather(element, *layout_, texts_);
    for (std::size_t i = 0; i < layout_->required; ++i) {
      if (element.find(layout_->columns[i]) == nullptr) report.refuse(layout_->columns[i], "is missing", "", "a value");
    }
    return report.good();
  }

  bool hold(std::int64_t index) {
    const auto symbol = static_cast<std::size_t>(layout_->symbol_column);
    if (!request_->symbol.empty() && texts_[symbol] != request_->symbol) {
      handler_->pass_over();
      return true;
    }
    return hold({index, {texts_.begin(), texts_.end()}});
  }

  bool hold(HeldRow row) {
    check_room(held_.size());
    held_.push_back(std::move(row));
    return true;
  }

  void check_room(std::size_t held) const {
    if (held < kMaxHeldRows) return;
    throw InputError({file_, "holds too many rows in one answer", fmt::format("over {}", kMaxHeldRows), "fewer",
                      "keep the pages of the answer apart"});
  }

  // An array of times and an array of rows, in any order.
  bool hold_part(const JsonElement& element) {
    if (element.path == layout_->paths[1]) return hold({element.index, {element.values.begin(), element.values.end()}});
    check_room(times_.size());
    times_.emplace_back(element.shape == JsonShape::kValue ? element.values.front() : std::string_view());
    return true;
  }

  void check_envelope(const JsonEnvelope& envelope) {
    const std::string_view symbol = envelope.find("symbol");
    if (layout_->symbol_column < 0 && !symbol.empty() && !request_->symbol.empty() && symbol != request_->symbol)
      problems_->add({file_ + ".symbol", "is another symbol", shown(symbol), shown(request_->symbol), ""});
    if (envelope.find("category") == "spot")
      problems_->add({file_ + ".category", "is the spot market", shown("spot"), "the perpetual contract", ""});
  }

  const FileRequest* request_;
  std::string file_;
  const RowLayout* layout_;
  RowHandler* handler_;
  ProblemLog* problems_;
  std::vector<std::string_view> texts_;
  std::vector<HeldRow> held_;
  std::vector<std::string> times_;
};

}  // namespace

void read_json_rows(ByteSource& source, const FileRequest& request, RowHandler& handler, ProblemLog& problems) {
  JsonRows rows(request, handler, problems);
  for_each_json_element(
      source, request.path.string(),
      {[&](const JsonElement& element, const JsonEnvelope& envelope) { return rows.take(element, envelope); },
       [&](const JsonEnvelope& envelope) { rows.end_answer(envelope); }});
}

}  // namespace tinderbox
