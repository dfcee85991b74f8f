#include "host/render/canvas.hpp"

#include <cstring>

#include "host/support/error.hpp"

#ifdef __SANITIZE_ADDRESS__
// fontconfig keeps what it parsed until the process ends, and loses some of it from sight.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig";
}
#endif

namespace tinderbox {
namespace {

constexpr const char* kFont = "DejaVu Sans";

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw Failure(std::string("the picture cannot be drawn (") + cairo_status_to_string(status) + ")");
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  try {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;  // an exception must not pass through cairo; png() turns it into a Failure
  }
}

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(width),
      height_(height),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      context_(cairo_create(surface_.get())) {
  check(cairo_status(context_.get()));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
}

void Canvas::use(const Paint& paint) {
  cairo_set_source_rgba(context_.get(), paint.color.red, paint.color.green, paint.color.blue, paint.alpha);
}

void Canvas::use(const TextStyle& style) {
  cairo_select_font_face(context_.get(), kFont, CAIRO_FONT_SLANT_NORMAL,
                         style.weight == TextWeight::kBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context_.get(), style.size);
  use(style.paint);
}

void Canvas::trace(const std::vector<Point>& points) {
  cairo_new_path(context_.get());
  for (const Point& point : points) cairo_line_to(context_.get(), point.x, point.y);
}

void Canvas::fill(const Rect& rect, const Paint& paint) {
  use(paint);
  cairo_rectangle(context_.get(), rect.x, rect.y, rect.width, rect.height);
  cairo_fill(context_.get());
}

void Canvas::fill(const std::vector<Point>& polygon, const Paint& paint) {
  use(paint);
  trace(polygon);
  cairo_close_path(context_.get());
  cairo_fill(context_.get());
}

void Canvas::stroke(const Rect& rect, const Paint& paint, double line_width) {
  use(paint);
  cairo_set_line_width(context_.get(), line_width);
  cairo_rectangle(context_.get(), rect.x, rect.y, rect.width, rect.height);
  cairo_stroke(context_.get());
}

void Canvas::line(const std::vector<Point>& points, const Paint& paint, double line_width) {
  use(paint);
  cairo_set_line_width(context_.get(), line_width);
  trace(points);
  cairo_stroke(context_.get());
}

void Canvas::dashed_line(const std::vector<Point>& points, const Paint& paint, double line_width, double dash) {
  cairo_set_dash(context_.get(), &dash, 1, 0);
  line(points, paint, line_width);
  cairo_set_dash(context_.get(), nullptr, 0, 0);
}

void Canvas::image(int x, int y, int width, int height, const std::vector<std::uint32_t>& pixels) {
  const std::unique_ptr<cairo_surface_t, Deleter> picture(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  check(cairo_surface_status(picture.get()));
  unsigned char* data = cairo_image_surface_get_data(picture.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(picture.get()));
  const auto row = static_cast<std::size_t>(width);
  for (std::size_t i = 0; i < static_cast<std::size_t>(height); ++i)
    std::memcpy(data + i * stride, pixels.data() + i * row, row * sizeof(std::uint32_t));
  cairo_surface_mark_dirty(picture.get());
  cairo_set_source_surface(context_.get(), picture.get(), x, y);
  cairo_paint(context_.get());
}

double Canvas::text_width(const std::string& text, const TextStyle& style) {
  use(style);
  cairo_text_extents_t extents{};
  cairo_text_extents(context_.get(), text.c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(Point at, const std::string& text, const TextStyle& style) {
  const double width = style.align == TextAlign::kLeft ? 0 : text_width(text, style);
  use(style);
  cairo_move_to(context_.get(), at.x - (style.align == TextAlign::kCenter ? width / 2 : width), at.y);
  cairo_show_text(context_.get(), text.c_str());
}

void Canvas::turned_text(Point middle, const std::string& text, const TextStyle& style, double angle) {
  cairo_save(context_.get());
  cairo_translate(context_.get(), middle.x, middle.y);
  cairo_rotate(context_.get(), angle);
  TextStyle centered = style;
  centered.align = TextAlign::kCenter;
  this->text({0, style.size * 0.36}, text, centered);
  cairo_restore(context_.get());
}

std::string Canvas::fitting(const std::vector<std::string>& candidates, const TextStyle& style, double room) {
  for (const std::string& candidate : candidates)
    if (text_width(candidate, style) <= room) return candidate;
  return "";
}

void Canvas::clip(const Rect& rect) {
  cairo_save(context_.get());
  cairo_rectangle(context_.get(), rect.x, rect.y, rect.width, rect.height);
  cairo_clip(context_.get());
}

void Canvas::unclip() {
  cairo_restore(context_.get());
}

std::string Canvas::png() {
  check(cairo_status(context_.get()));
  std::string bytes;
  check(cairo_surface_write_to_png_stream(surface_.get(), append, &bytes));
  return bytes;
}

}  // namespace tinderbox
