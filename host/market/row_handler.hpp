// Turns the texts of one row into a checked row of the requested kind and hands it on.
#pragma once

#include <span>
#include <string_view>

#include "host/market/market_readers.hpp"

namespace tinderbox {

// Whether the texts come from the archive's CSV or from a REST answer, whose columns differ for the same kind.
enum class Layout { kArchive, kRest };

class RowHandler {
 public:
  RowHandler(const FileRequest& request, Layout layout, const RowSinks& sinks)
      : request_(&request), layout_(layout), sinks_(&sinks) {}

  // Columns that take() expects, in their order.
  [[nodiscard]] std::span<const std::string_view> columns() const;
  // The first of columns() that may be absent from a REST object.
  [[nodiscard]] std::size_t required_columns() const;
  void take(std::span<const std::string_view> texts, RowReport& report);
  [[nodiscard]] const FileFacts& facts() const noexcept { return facts_; }

 private:
  template <typename Row>
  void emit(Row row, const RowReport& report, const RowSink<Row>& sink);

  const FileRequest* request_;
  Layout layout_;
  const RowSinks* sinks_;
  FileFacts facts_;
};

}  // namespace tinderbox
