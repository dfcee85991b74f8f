// The viewer's page as it was bundled with the program: one HTML document that needs nothing else. Empty where the
// program was built without Node (TINDERBOX_VIEWER).
#pragma once

#include <string>
#include <string_view>

namespace tinderbox {

// Compressed with gzip; empty where the page was not built.
[[nodiscard]] std::string_view viewer_page_gzip();

// The same as text. Throws Failure, naming what the build lacked, where the page was not built.
[[nodiscard]] std::string viewer_page_html();

}  // namespace tinderbox
