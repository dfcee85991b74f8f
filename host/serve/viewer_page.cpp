#include "host/serve/viewer_page.hpp"

#include <zlib.h>

#include <array>

#include "host/support/error.hpp"

#ifdef TINDERBOX_VIEWER_PAGE
// The assembler puts the file between two labels; CMake names it and knows that this object depends on it.
__asm__(
    ".section .rodata\n"
    ".global kTinderboxViewerPageBegin\n"
    ".global kTinderboxViewerPageEnd\n"
    "kTinderboxViewerPageBegin:\n"
    ".incbin \"" TINDERBOX_VIEWER_PAGE
    "\"\n"
    "kTinderboxViewerPageEnd:\n"
    ".previous\n");
extern "C" {
extern const char kTinderboxViewerPageBegin[];
extern const char kTinderboxViewerPageEnd[];
}
#endif

namespace tinderbox {
namespace {

constexpr int kGzip = 16 + MAX_WBITS;

std::string inflated(std::string_view compressed) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) throw Failure("zlib cannot start");
  // zlib's interface takes its input as not const, and does not write to it.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string text;
  std::array<char, 65536> buffer{};
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw Failure("the viewer's page in this program is damaged");
  return text;
}

}  // namespace

std::string_view viewer_page_gzip() {
#ifdef TINDERBOX_VIEWER_PAGE
  return {kTinderboxViewerPageBegin, static_cast<std::size_t>(kTinderboxViewerPageEnd - kTinderboxViewerPageBegin)};
#else
  return {};
#endif
}

std::string viewer_page_html() {
  if (viewer_page_gzip().empty())
    throw Failure(
        "the viewer is not part of this program: node 18 or newer and npm were not found when it was built; install "
        "them and "
        "build again, or use `tinderbox render`");
  return inflated(viewer_page_gzip());
}

}  // namespace tinderbox
