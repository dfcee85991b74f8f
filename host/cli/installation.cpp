#include "host/cli/installation.hpp"

#include <cairo.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <openssl/crypto.h>
#include <tbb/version.h>
#include <toml++/toml.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "host/cli/config_arguments.hpp"
#include "host/engine/engine.hpp"
#include "host/support/build_info.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

// What the built-in demo would run on.
std::string chosen_backend() {
  try {
    const RunConfig config = read_config({});
    return plan_run(config, {find_venue(config.market.venue, config.market.contract)}, {}).backend;
  } catch (const Failure& failure) {
    return fmt::format("none: {}", failure.what());
  }
}

// What the CPU code paths need: the first four for x86-64-v3, all of them for x86-64-v4.
std::vector<std::pair<std::string, bool>> processor_features() {
  __builtin_cpu_init();
  return {{"avx2", __builtin_cpu_supports("avx2") != 0},         {"fma", __builtin_cpu_supports("fma") != 0},
          {"bmi", __builtin_cpu_supports("bmi") != 0},           {"bmi2", __builtin_cpu_supports("bmi2") != 0},
          {"avx512f", __builtin_cpu_supports("avx512f") != 0},   {"avx512dq", __builtin_cpu_supports("avx512dq") != 0},
          {"avx512bw", __builtin_cpu_supports("avx512bw") != 0}, {"avx512vl", __builtin_cpu_supports("avx512vl") != 0},
          {"avx512cd", __builtin_cpu_supports("avx512cd") != 0}};
}

std::string hdf5_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

// Versions of the libraries in use, which need not be those the program was compiled with.
std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"CLI11", CLI11_VERSION},
          {"toml++", fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
          {"HDF5", hdf5_version()},
          {"zlib", zlibVersion()},
          {"libzip", zip_libzip_version()},
          {"cairo", cairo_version_string()},
          {"oneTBB", TBB_runtime_version()},
          {"OpenSSL", OpenSSL_version(OPENSSL_VERSION)}};
}

std::int64_t pages(int name) {
  return std::int64_t{sysconf(name)} * sysconf(_SC_PAGESIZE);
}

// "" if a file can be made in `folder`, else why not.
std::string why_not_writable(const std::filesystem::path& folder) {
  const std::filesystem::path probe = folder / fmt::format(".tinderbox-probe-{}", getpid());
  errno = 0;
  std::ofstream file(probe);
  file << "probe" << std::flush;
  std::string reason = file ? "" : std::error_code(errno, std::generic_category()).message();
  file.close();
  std::error_code ignored;  // the probe may not exist
  std::filesystem::remove(probe, ignored);
  return reason;
}

std::string why_no_text() {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 16, 16);
  cairo_t* context = cairo_create(surface);
  cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_text_extents_t extents{};
  cairo_text_extents(context, "0", &extents);
  const cairo_status_t status = cairo_status(context);
  cairo_destroy(context);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) return cairo_status_to_string(status);
  return extents.width > 0 ? "" : "no font is installed: pictures would have no labels";
}

}  // namespace

Installation examine_installation() {
  Installation result;
  result.version = version();
  result.git_commit = git_commit();
  result.backends = lines_of(describe_backends());
  result.chosen = chosen_backend();
  result.processor_features = processor_features();
  result.libraries = library_versions();
  result.threads = std::thread::hardware_concurrency();
  result.memory_bytes = pages(_SC_PHYS_PAGES);
  result.memory_available_bytes = pages(_SC_AVPHYS_PAGES);
  const std::filesystem::path temporary = std::filesystem::temp_directory_path();
  result.folders = {{"temporary folder " + temporary.string(), why_not_writable(temporary)},
                    {"output folder " + std::filesystem::current_path().string(), why_not_writable(".")}};
  result.fonts = why_no_text();
  return result;
}

std::string installation_text(const Installation& installation) {
  constexpr double kGiB = 1073741824.0;
  std::string text =
      fmt::format("tinderbox {} (commit {})\n\nBackends\n", installation.version, installation.git_commit);
  for (const std::string& line : installation.backends) text += "  " + line + "\n";
  text += fmt::format("  chosen where a run names none: {}\n", installation.chosen);
  text += "\nProcessor\n ";
  for (const auto& [name, present] : installation.processor_features)
    text += fmt::format(" {} {}{}", name, present ? "yes" : "no",
                        &name == &installation.processor_features.back().first ? "\n" : ",");
  text += fmt::format("  {} threads, {:.1f} GiB of memory, {:.1f} GiB free\n", installation.threads,
                      static_cast<double>(installation.memory_bytes) / kGiB,
                      static_cast<double>(installation.memory_available_bytes) / kGiB);
  text += "\nLibraries\n";
  for (const auto& [name, number] : installation.libraries) text += fmt::format("  {} {}\n", name, number);
  text += "\nOutput\n";
  for (const auto& [name, reason] : installation.folders)
    text += fmt::format("  {}: {}\n", name, reason.empty() ? "writable" : "not writable (" + reason + ")");
  return text + fmt::format("  fonts: {}\n", installation.fonts.empty() ? "found" : installation.fonts);
}

nlohmann::json installation_json(const Installation& installation) {
  nlohmann::json features = nlohmann::json::object();
  for (const auto& [name, present] : installation.processor_features) features[name] = present;
  nlohmann::json libraries = nlohmann::json::object();
  for (const auto& [name, number] : installation.libraries) libraries[name] = number;
  nlohmann::json folders = nlohmann::json::object();
  for (const auto& [name, reason] : installation.folders)
    folders[name] = reason.empty() ? nlohmann::json(true) : nlohmann::json(reason);
  return {{"version", installation.version},
          {"git_commit", installation.git_commit},
          {"backends", installation.backends},
          {"chosen", installation.chosen},
          {"processor", features},
          {"threads", installation.threads},
          {"memory_bytes", installation.memory_bytes},
          {"memory_available_bytes", installation.memory_available_bytes},
          {"libraries", libraries},
          {"folders", folders},
          {"fonts", installation.fonts.empty() ? nlohmann::json(true) : nlohmann::json(installation.fonts)}};
}

}  // namespace tinderbox
