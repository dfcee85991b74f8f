#include <fmt/format.h>

#include <algorithm>

#include "host/output/h5_read.hpp"
#include "host/output/run_file.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"
#include "host/support/sha256.hpp"

namespace tinderbox {
namespace {

constexpr std::uint64_t kSlabBytes = std::uint64_t{64} << 20U;

// Name, type and shape, so that equal bytes under another shape give another digest.
std::string header_of(const std::string& name, const h5::DatasetInfo& info) {
  std::string header = fmt::format("{} type {}", name, info.is_dimension_only ? -1 : static_cast<int>(info.type));
  for (const std::uint64_t size : info.shape) header += fmt::format(" {}", size);
  return header + '\n';
}

void add_labels(Sha256& sha, const std::vector<std::string>& labels) {
  for (const std::string& label : labels) {
    const std::string entry = fmt::format("{}:{}", label.size(), label);
    sha.update(entry.data(), entry.size());
  }
}

void add_values(Sha256& sha, const h5::ReadFile& file, const std::string& name, const h5::DatasetInfo& info) {
  const std::uint64_t elements = info.elements();
  if (elements == 0) return;
  if (info.shape.empty()) {
    const auto bytes = file.rows(name, 0, 1);
    return sha.update(bytes.data(), bytes.size());
  }
  const std::uint64_t row_bytes = 8 * (elements / info.shape[0]);
  const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, kSlabBytes / row_bytes);
  for (std::uint64_t first = 0; first < info.shape[0]; first += rows_at_once) {
    throw_if_interrupted();
    const auto bytes = file.rows(name, first, std::min(rows_at_once, info.shape[0] - first));
    sha.update(bytes.data(), bytes.size());
  }
}

std::string digest_of(h5::ReadFile& file, const std::string& name) {
  const h5::DatasetInfo info = file.info(name);
  const std::string header = header_of(name, info);
  Sha256 sha;
  sha.update(header.data(), header.size());
  if (info.type == h5::ElementType::kText) {
    add_labels(sha, file.labels(name));
  } else if (!info.is_dimension_only) {
    add_values(sha, file, name, info);
  }
  return sha.hex_digest();
}

std::string all_digests(const std::filesystem::path& path) {
  h5::ReadFile file(path);
  std::string lines;
  for (const std::string& name : file.dataset_names()) lines += digest_of(file, name) + "  " + name + '\n';
  return lines;
}

}  // namespace

std::string dataset_digests(const std::filesystem::path& path) {
  return h5::read_guarded(path, all_digests);
}

}  // namespace tinderbox
