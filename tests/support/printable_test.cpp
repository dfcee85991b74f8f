// Nothing that drives a terminal gets through.
#include "host/support/printable.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tinderbox {
namespace {

TEST(Printable, KeepsText) {
  EXPECT_EQ(printable("plain: 5% (äöü, 日本, ₿)", LineBreaks::kEscape), "plain: 5% (äöü, 日本, ₿)");
  EXPECT_EQ(printable("a\nb", LineBreaks::kKeep), "a\nb");
}

TEST(Printable, EscapesControls) {
  EXPECT_EQ(printable("a\nb\tc\r", LineBreaks::kEscape), "a\\x0ab\\x09c\\x0d");
  EXPECT_EQ(printable("\x1b]0;title\x07", LineBreaks::kKeep), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable(std::string_view("a\0b", 3), LineBreaks::kKeep), "a\\x00b");
  EXPECT_EQ(printable("\x7f", LineBreaks::kKeep), "\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m",
                      LineBreaks::kKeep),
            "\\u{9b}31m");  // one-character CSI
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b",
                      LineBreaks::kKeep),
            "a\\u{202e}b");  // right-to-left override
}

TEST(Printable, EscapesWhatIsNotUtf8) {
  EXPECT_EQ(printable("\xff\xfe", LineBreaks::kKeep), "\\xff\\xfe");
  EXPECT_EQ(printable("\xc0\x80", LineBreaks::kKeep), "\\xc0\\x80");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80", LineBreaks::kKeep), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(printable("\xe2\x82", LineBreaks::kKeep), "\\xe2\\x82");           // cut off
  EXPECT_EQ(printable("\xf4\x90\x80\x80", LineBreaks::kKeep), "\\xf4\\x90\\x80\\x80");
}

TEST(Printable, NoControlByteEverComesOut) {
  std::mt19937 random(9);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(40, ' ');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string shown = printable(bytes, LineBreaks::kEscape);
    for (const char c : shown) EXPECT_FALSE((c >= 0 && c < 0x20) || c == 0x7f);
    EXPECT_EQ(printable(shown, LineBreaks::kEscape), shown);
  }
}

}  // namespace
}  // namespace tinderbox
