#include "host/market/csv_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Hands text over in small pieces, so that lines span reads.
class TextBytes final : public ByteSource {
 public:
  TextBytes(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
  std::size_t read(std::span<char> buffer) override {
    const std::size_t bytes = std::min({piece_, buffer.size(), text_.size() - at_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), bytes, buffer.begin());
    at_ += bytes;
    return bytes;
  }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

std::vector<std::vector<std::string>> rows_of(const std::string& text, std::size_t piece = 3) {
  TextBytes bytes(text, piece);
  CsvRows rows(bytes, "x.csv");
  std::vector<std::vector<std::string>> result;
  while (rows.next()) result.emplace_back(rows.fields().begin(), rows.fields().end());
  return result;
}

TEST(CsvRows, SplitsLinesAndFields) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    EXPECT_THAT(rows_of("a,b\n1,\n", piece), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "")));
    EXPECT_THAT(rows_of("\xEF\xBB\xBF"
                        "a,b\r\n1,2",
                        piece),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  }
  EXPECT_TRUE(rows_of("").empty());
  EXPECT_TRUE(rows_of("\n\n\r\n").empty());
}

TEST(CsvRows, TakesQuotesOff) {
  EXPECT_THAT(rows_of("1,\"\",\"x,y\",\"z\"\n"), ElementsAre(ElementsAre("1", "", "x,y", "z")));
  EXPECT_THAT(rows_of("\"a,b\n"), ElementsAre(ElementsAre("\"a", "b")));
  EXPECT_THAT(rows_of("\"a\"b,c\n"), ElementsAre(ElementsAre("\"a\"b", "c")));
}

TEST(CsvRows, TellsLineAndEnd) {
  TextBytes bytes("a\n\nb", 2);
  CsvRows rows(bytes, "x.csv");
  ASSERT_TRUE(rows.next());
  EXPECT_TRUE(rows.terminated());
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.line(), 3);
  EXPECT_EQ(rows.empty_line_before(), 2);
  EXPECT_FALSE(rows.terminated());
  EXPECT_FALSE(rows.next());
}

std::string error_of(const std::string& text) {
  try {
    rows_of(text, 1000);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(CsvRows, RefusesBinaryAndEndlessLines) {
  EXPECT_THAT(error_of(std::string("a\nb\0c\n", 6)), HasSubstr("x.csv:2: is no text (found byte 0x00"));
  EXPECT_THAT(error_of(std::string(kMaxCsvLineBytes + 2, 'x')), HasSubstr("x.csv:1: is no CSV line"));
  EXPECT_THAT(error_of("a\n" + std::string(3'000'000, 'x') + "\n"), HasSubstr("x.csv:2: is no CSV line"));
  EXPECT_EQ(error_of(std::string(kMaxCsvLineBytes, 'x') + "\n"), "");
}

TEST(CsvRows, KeepsFieldsBounded) {
  EXPECT_EQ(rows_of(std::string(5000, ',') + "\n")[0].size(), kMaxCsvFields);
}

}  // namespace
}  // namespace tinderbox
