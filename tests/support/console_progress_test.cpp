// What progress prints, with a clock that the test moves.
#include "host/support/console_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace tinderbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A stream in memory that can be read while it is written.
class MemoryStream {
 public:
  MemoryStream() : stream_(open_memstream(&data_, &size_)) {}
  ~MemoryStream() {
    std::fclose(stream_);
    std::free(data_);
  }
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;

  [[nodiscard]] std::FILE* stream() { return stream_; }
  [[nodiscard]] std::string text() {
    std::fflush(stream_);
    return {data_, size_};
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_;
};

TEST(ConsoleProgress, LogHasBeginEndAndALineEveryTenSeconds) {
  MemoryStream out;
  double now = 100;
  ConsoleProgress progress(out.stream(), ProgressStyle::kLog, [&] { return now; });
  progress.begin("sampling", 1'000'000, "positions");
  for (int i = 0; i < 200; ++i) {
    now += 0.125;
    progress.advance(5000);
  }
  progress.end();
  EXPECT_EQ(out.text(),
            "sampling: 1.0 M positions\n"
            "sampling: 40%, 40.0 k positions/s, 15 s left\n"
            "sampling: 80%, 40.0 k positions/s, 5.0 s left\n"
            "sampling: 1.0 M positions in 25 s\n");
}

TEST(ConsoleProgress, LiveLineIsDrawnOverAndClearedAtTheEnd) {
  MemoryStream out;
  double now = 0;
  {
    ConsoleProgress progress(out.stream(), ProgressStyle::kLive, [&] { return now; });
    progress.begin("reading", 0, "rows");
    progress.advance(10);
    EXPECT_EQ(out.text(), "");
    now = 0.2;
    progress.advance(990);
    EXPECT_THAT(out.text(), HasSubstr("\r\x1b[Kreading: 1.0 k rows, 5.0 k rows/s"));
    EXPECT_THAT(out.text(), Not(HasSubstr("\n")));
    progress.end();
    EXPECT_TRUE(out.text().ends_with("\r\x1b[K"));
    progress.begin("sampling", 10, "positions");
  }
  EXPECT_TRUE(out.text().ends_with("\r\x1b[K")) << "an interrupted stage clears its line";
}

TEST(ConsoleProgress, ThreadsAdvanceTogether) {
  MemoryStream out;
  ConsoleProgress progress(out.stream(), ProgressStyle::kLog);
  progress.begin("sampling", 400'000, "positions");
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 100'000; ++i) progress.advance(1);
    });
  threads.clear();
  progress.end();
  EXPECT_THAT(out.text(), HasSubstr("sampling: 400 k positions in "));
}

TEST(ProgressText, CountsAndDurations) {
  EXPECT_EQ(short_count(0), "0");
  EXPECT_EQ(short_count(999), "999");
  EXPECT_EQ(short_count(999.96), "1.0 k");
  EXPECT_EQ(short_count(99'960), "100 k");
  EXPECT_EQ(short_count(123'456'789), "123 M");
  EXPECT_EQ(short_count(5e15), "5000 T");
  EXPECT_EQ(short_duration(0.31), "0.3 s");
  EXPECT_EQ(short_duration(59.4), "59 s");
  EXPECT_EQ(short_duration(200), "3 min 20 s");
  EXPECT_EQ(short_duration(7500), "2 h 5 min");
  EXPECT_EQ(progress_text("s", 0, 100, "x", 0), "s: 0%");
  EXPECT_EQ(progress_text("s", 200, 100, "x", 1), "s: 100%, 200 x/s");
}

}  // namespace
}  // namespace tinderbox
