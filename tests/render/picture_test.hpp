// Pictures drawn into a folder of their own, and decoded again.
#pragma once

#include <cairo/cairo.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/render/render.hpp"

namespace tinderbox::testing {

struct Decoded {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;  // 0xRRGGBB
  [[nodiscard]] std::uint32_t at(double x, double y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

inline Decoded decode(const std::filesystem::path& path) {
  cairo_surface_t* surface = cairo_image_surface_create_from_png(path.c_str());
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("no PNG: " + path.string());
  Decoded image{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  const unsigned char* data = cairo_image_surface_get_data(surface);
  for (int y = 0; y < image.height; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(data + y * cairo_image_surface_get_stride(surface));
    for (int x = 0; x < image.width; ++x) image.pixels.push_back(row[x] & 0xFFFFFFU);
  }
  cairo_surface_destroy(surface);
  return image;
}

inline double brightness(std::uint32_t pixel) {
  return 0.2126 * (pixel >> 16U & 255U) + 0.7152 * (pixel >> 8U & 255U) + 0.0722 * (pixel & 255U);
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class PictureTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tinderbox-render-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path path(const char* name = "map.png") const { return folder_ / name; }

  Decoded draw(const RunResult& run, const RenderOptions& options = {}) const {
    render_png(run, path(), options);
    return decode(path());
  }

  std::filesystem::path folder_;
};

}  // namespace tinderbox::testing
