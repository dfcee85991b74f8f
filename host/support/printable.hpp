// Text from files, made safe to show on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace tinderbox {

enum class LineBreaks { kEscape, kKeep };

// `text` with everything escaped that could drive a terminal or disguise what is shown: control characters (\x1b),
// bytes that are not UTF-8, and Unicode controls that reorder or hide text (\u{202e}).
[[nodiscard]] std::string printable(std::string_view text, LineBreaks line_breaks);

}  // namespace tinderbox
