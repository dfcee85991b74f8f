// A run as other programs take it: JSON in the shapes of the Coinglass v4 API, or CSV in long form with errors.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "host/output/run_result.hpp"

namespace tinderbox {

enum class ExportFormat { kCoinglass, kCsv };
enum class ExportWhat { kHeatmap, kMap };  // over time; what is left to burn now, by price

// By the words of the command line: "coinglass", "csv"; "heatmap", "map". Throws InputError.
[[nodiscard]] ExportFormat export_format(const std::string& word);
[[nodiscard]] ExportWhat export_what(const std::string& word);

// Receives the text piece by piece, some kilobytes each.
using TextSink = std::function<void(std::string_view)>;

// Cells without a dollar are left out. host/docs/format.md describes every column and member.
void export_run(const RunResult& run, ExportFormat format, ExportWhat what, const TextSink& sink);

}  // namespace tinderbox
