#include "host/validate/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <new>

#include "host/support/error.hpp"
#include "host/support/printable.hpp"

namespace tinderbox::validation {
namespace {

std::string short_text(const nlohmann::json& params) {
  std::string text;
  if (params.is_object())
    for (const auto& [key, value] : params.items())
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", key,
                          value.is_string() ? value.get<std::string>()
                                            : value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  return printable(text, LineBreaks::kEscape);
}

EntryReport failed(EntryReport report, std::string reason) {
  report.outcome = Outcome::kFailed;
  report.reason = std::move(reason);
  return report;
}

EntryReport not_run(EntryReport report, std::string reason) {
  report.outcome = Outcome::kNotRun;
  report.reason = std::move(reason);
  return report;
}

EntryReport judged(EntryReport report) {
  report.outcome = Outcome::kPassed;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const std::string objection = report.findings[i].objection();
    if (objection.empty()) continue;
    report.outcome = Outcome::kFailed;
    report.reason += fmt::format("{}{}{}", report.reason.empty() ? "" : "; ",
                                 report.findings.size() > 1 ? fmt::format("number {}: ", i + 1) : "", objection);
  }
  return report;
}

EntryReport driven(const ReadEntry& read, const Bench& bench) {
  EntryReport report;
  report.name = printable(read.entry.name, LineBreaks::kEscape);
  if (!read.problem.empty()) return failed(std::move(report), read.problem);
  report.parameters = short_text(read.entry.params);
  const Family* family = find_family(read.entry.name);
  if (family == nullptr) return not_run(std::move(report), "no family of this name is known");
  if (family->drive == nullptr) return not_run(std::move(report), std::string(family->driven_by));
  try {
    report.findings = family->drive(read.entry, bench);
  } catch (const BadEntry& error) {
    return failed(std::move(report), error.what());
  } catch (const OutOfReach& error) {
    return not_run(std::move(report), error.what());
  } catch (const InputError& error) {
    return failed(std::move(report), fmt::format("the engine refuses: {}", error.what()));
  }
  return judged(std::move(report));
}

}  // namespace

std::size_t ValidationReport::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [&](const EntryReport& e) { return e.outcome == outcome; }));
}

EntryReport validate_entry(const ReadEntry& entry, const Bench& bench) {
  const auto start = std::chrono::steady_clock::now();
  EntryReport report = driven(entry, bench);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

ValidationReport validate_entries(const std::vector<ReadEntry>& entries, const Bench& bench,
                                  const std::function<void(const EntryReport&)>& report) {
  ValidationReport all;
  for (const ReadEntry& entry : entries) {
    throw_if_interrupted();
    all.entries.push_back(validate_entry(entry, bench));
    report(all.entries.back());
  }
  return all;
}

}  // namespace tinderbox::validation
