#include "host/export/export.hpp"

#include "host/export/coinglass.hpp"
#include "host/export/csv.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

ExportFormat export_format(const std::string& word) {
  if (word == "coinglass") return ExportFormat::kCoinglass;
  if (word == "csv") return ExportFormat::kCsv;
  throw InputError({"--format", "is not a format", word, "coinglass or csv", ""});
}

ExportWhat export_what(const std::string& word) {
  if (word == "heatmap") return ExportWhat::kHeatmap;
  if (word == "map") return ExportWhat::kMap;
  throw InputError({"--what", "is nothing that can be exported", word, "heatmap or map", ""});
}

void export_run(const RunResult& run, ExportFormat format, ExportWhat what, const TextSink& sink) {
  TextBuffer text(sink);
  const bool heatmap = what == ExportWhat::kHeatmap;
  if (format == ExportFormat::kCoinglass)
    heatmap ? coinglass_heatmap(run, text) : coinglass_map(run, text);
  else
    heatmap ? csv_heatmap(run, text) : csv_map(run, text);
}

}  // namespace tinderbox
