#include "host/output/book_group.hpp"

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {

void write_book(h5::WriteContext& context, const RunResult& run) {
  if (!has_book(run)) return;
  h5::NetcdfGroup group(context, "/book");
  group.coordinate({"source", "source", "", "what governs the book"}, std::vector<std::string>{run.book.source});
  if (!run.book.percent.empty())
    group.coordinate({"percent", "percent", "percent", "distance from the price"}, run.book.percent);
  visit_book(run.book, writer_into(group));
}

void read_book(h5::ReadFile& file, RunResult& run) {
  if (!file.has("/book")) return;
  GroupReader group(file, "/book");
  const std::vector<std::string> source = group.labels("source");
  if (source.size() != 1) file.refuse(group.full("source"), "is not one label");
  run.book.source = source.front();
  if (file.has(group.full("percent"))) {
    run.book.percent = group.coordinate<double>("percent");
    check_rising(file, group.full("percent"), run.book.percent, 0);
  }
  visit_book(run.book, group);
}

}  // namespace tinderbox
