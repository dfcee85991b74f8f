// A drawing surface: cairo behind the few operations that the picture needs. Pixels, y downwards.
#pragma once

#include <cairo/cairo.h>

#include <memory>
#include <string>
#include <vector>

#include "host/render/color_map.hpp"

namespace tinderbox {

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] double right() const noexcept { return x + width; }
  [[nodiscard]] double bottom() const noexcept { return y + height; }
};

struct Point {
  double x = 0, y = 0;
};

struct Paint {
  Rgb color;
  double alpha = 1;
};

enum class TextAlign { kLeft, kCenter, kRight };
enum class TextWeight { kNormal, kBold };

struct TextStyle {
  double size = 10;
  Paint paint;
  TextAlign align = TextAlign::kLeft;
  TextWeight weight = TextWeight::kNormal;
};

class Canvas {
 public:
  Canvas(int width, int height);

  [[nodiscard]] double width() const noexcept { return width_; }
  [[nodiscard]] double height() const noexcept { return height_; }

  void fill(const Rect& rect, const Paint& paint);
  void fill(const std::vector<Point>& polygon, const Paint& paint);
  void stroke(const Rect& rect, const Paint& paint, double line_width);
  void line(const std::vector<Point>& points, const Paint& paint, double line_width);
  // Dashes and gaps of the same length.
  void dashed_line(const std::vector<Point>& points, const Paint& paint, double line_width, double dash);
  // Pixels 0xRRGGBB, row by row from the top, at whole coordinates.
  void image(int x, int y, int width, int height, const std::vector<std::uint32_t>& pixels);

  // Text with its baseline at `at`.
  void text(Point at, const std::string& text, const TextStyle& style);
  // The same, turned by `angle` (clockwise) around its middle.
  void turned_text(Point middle, const std::string& text, const TextStyle& style, double angle);
  [[nodiscard]] double text_width(const std::string& text, const TextStyle& style);
  // The first of `candidates` that is at most `room` wide, or "" if none is.
  [[nodiscard]] std::string fitting(const std::vector<std::string>& candidates, const TextStyle& style, double room);

  // Drawing goes no further than `rect` until unclip().
  void clip(const Rect& rect);
  void unclip();

  // The picture as a PNG file. Throws Failure if cairo ran out of memory on the way.
  [[nodiscard]] std::string png();

 private:
  struct Deleter {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  };
  void use(const Paint& paint);
  void use(const TextStyle& style);
  void trace(const std::vector<Point>& points);

  double width_;
  double height_;
  std::unique_ptr<cairo_surface_t, Deleter> surface_;
  std::unique_ptr<cairo_t, Deleter> context_;
};

}  // namespace tinderbox
