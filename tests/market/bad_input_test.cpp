// Whatever the folder holds: one InputError that says what is wrong, or success. Never a crash.
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <random>

#include "host/market/market_readers.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BadInput : public MarketFiles {
 protected:
  [[nodiscard]] std::string error_from(const std::filesystem::path& path) const {
    return error_of([&] { (void)load_from(path); });
  }
};

TEST_F(BadInput, NothingThere) {
  EXPECT_THAT(error_from(dir_ / "absent"), HasSubstr("absent: does not exist"));
  EXPECT_THAT(error_from(dir_), HasSubstr("is an empty folder"));
  std::filesystem::create_directories(dir_ / "a.csv");
  EXPECT_THAT(error_from(dir_ / "a.csv"), HasSubstr("a.csv: is a folder"));
  EXPECT_THAT(error_from(dir_), HasSubstr("a.csv: is a folder"));
}

TEST_F(BadInput, MissingKindsAreNamedTogether) {
  write("notes.csv", "a,b\n");
  EXPECT_THAT(error_from(dir_), AllOf(HasSubstr("no klines"), HasSubstr("no open interest"), HasSubstr("notes.csv")));
  write("BTCUSDT-1h-2025.csv", klines(kStart, 24, kHour));
  EXPECT_THAT(error_from(dir_), HasSubstr("no open interest (expected metrics or openInterestHist files of BTCUSDT)"));
}

TEST_F(BadInput, NeededFilesThatAreBroken) {
  const std::vector<std::pair<std::string, const char*>> contents{
      {"", "is empty"},
      {std::string("\x7f"
                   "ELF\x02\x01\x00\x00\xff\xfe",
                   10),
       "is no text"},
      {std::string(kMetricsHeader), "is named like klines"},
      {std::string(kKlineHeader), "holds no rows"},
      {"a,b,c\n1,2,3\n", "is named like klines and is no such file"},
      {klines(kStart, 3, 300), "is named 1h (found rows of 5m"},
      {funding(kStart, 3), "is named like klines (found funding inside"},
      {"[]", "its JSON array is empty"},
      {"{\"code\":1}", "an object"},
      {"[[1,2", "is named like klines"},
      {"\n\n\n", "it holds no rows"},
      {klines(kStart, 3, kHour).substr(0, 300), "truncated last line"}};
  for (const auto& [content, message] : contents) {
    write_good_day();
    write("BTCUSDT-1h-2025-01-02.csv", content);
    EXPECT_THAT(load_error(), AllOf(HasSubstr("BTCUSDT-1h-2025-01-02.csv"), HasSubstr(message))) << content;
  }
}

TEST_F(BadInput, ZipsThatCannotBeTrusted) {
  write_good_day();
  const std::string good = klines(kStart, 3, kHour);
  const auto refused = [&](const std::filesystem::path& path, const char* message) {
    EXPECT_THAT(load_error(), AllOf(HasSubstr(path.filename().string()), HasSubstr(message)));
    std::filesystem::remove(path);
  };
  refused(write_zip("two.zip", {{"a.csv", good}, {"b.csv", good}}), "holds no single file");
  refused(write_zip("path.zip", {{"../BTCUSDT-1h-2025.csv", good}}), "whose name has a path in it");
  refused(write_zip("bomb.zip", {{"a.csv", std::string(4'000'000, '1')}}), "beyond the limit of 200:1");
  refused(write_zip("binary.zip", {{"a.bin", std::string("\x00\x01", 2)}}), "is not recognised");
  refused(write("text.zip", good), "is not a zip archive");
  refused(write_zip("BTCUSDT-1h-2025.zip", {{"BTCUSDT-5m-2025.csv", klines(kStart, 3, 300)}}), "is named 1h");
  write_zip("BTCUSDT-1h-2025.zip", {{"ETHUSDT-1h-2025.csv", good}});
  EXPECT_EQ(load().ignored.size(), 1U);
}

TEST_F(BadInput, ASingleFile) {
  EXPECT_THAT(error_from(write("ETHUSDT-1h-2025.csv", klines(kStart, 3, kHour))),
              HasSubstr("another symbol (ETHUSDT)"));
  EXPECT_THAT(error_from(write("x.csv", "")), HasSubstr("x.csv: is empty"));
  EXPECT_THAT(error_from(write("x.dat", std::string(5000, '\xff'))), HasSubstr("x.dat: is not recognised"));
  EXPECT_THAT(error_from(write("spot-BTCUSDT-1h.csv", klines(kStart, 3, kHour))), HasSubstr("spot market"));
  EXPECT_THAT(error_from(write("BTCUSDT-1h.csv", klines(kStart, 3, kHour))), HasSubstr("no open interest"));
}

TEST_F(BadInput, PipesAndLinksDoNotHang) {
  write_good_day();
  ASSERT_EQ(mkfifo((dir_ / "BTCUSDT-1h-pipe.csv").c_str(), 0600), 0);
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-1h-pipe.csv: is not a regular file"));
  std::filesystem::remove(dir_ / "BTCUSDT-1h-pipe.csv");
  std::filesystem::create_directory_symlink(dir_, dir_ / "loop");
  EXPECT_THAT(load().ignored, ::testing::ElementsAre(HasSubstr("a link to a folder is not followed")));
  std::filesystem::create_symlink(dir_ / "gone", dir_ / "BTCUSDT-1h-link.csv");
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-1h-link.csv: cannot be read (found No such file or directory"));
}

TEST_F(BadInput, UnreadableFiles) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser can read every file";
  write_good_day();
  std::filesystem::permissions(dir_ / "BTCUSDT-1h-2025-01-01.csv", std::filesystem::perms::none);
  EXPECT_THAT(load_error(), HasSubstr("cannot be read (found Permission denied"));
}

TEST_F(BadInput, SymbolsOfAnotherContractInside) {
  write_good_day();
  write("BTCUSDT-metrics-2025-01-02.csv",
        std::string(kMetricsHeader) + metrics_row(kStart + 25 * kHour, "1", "1", "ETHUSDT"));
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-metrics-2025-01-02.csv:2:symbol: is another symbol (found \"ETHUSDT\""));
}

TEST_F(BadInput, ProblemsOfSeveralFilesAreReportedTogether) {
  write_good_day();
  write("BTCUSDT-1h-2025-01-01.csv", std::string(kKlineHeader) + "1,2\n");
  write("BTCUSDT-fundingRate-2025-01.csv", "1735689600000,8,x\n");
  EXPECT_THAT(load_error(),
              AllOf(HasSubstr("BTCUSDT-1h-2025-01-01.csv:2"), HasSubstr("BTCUSDT-fundingRate-2025-01.csv:1")));
}

TEST_F(BadInput, OpenInterestBeyondCounting) {
  write_good_day();
  write("BTCUSDT-metrics-2025-01-01.csv", std::string(kMetricsHeader) + metrics_row(kStart, "1e17"));
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-metrics-2025-01-01.csv:2: open interest is too large"));
  write("BTCUSDT-metrics-2025-01-01.csv", std::string(kMetricsHeader) + metrics_row(kStart, ""));
  EXPECT_THAT(load_error(), HasSubstr("open interest is empty in every row"));
}

TEST_F(BadInput, LargeFilesAreReadInConstantMemory) {
  const auto path = dir_ / "BTCUSDT-1m-2025.csv";
  {
    std::ofstream file(path);
    const std::string block = klines(kStart, 100, 60);
    const std::string rows = block.substr(kKlineHeader.size());
    for (int i = 0; i < 5000; ++i) file << rows;  // the same times over and over
  }
  ASSERT_GT(std::filesystem::file_size(path), 40'000'000U);
  struct rusage before {};
  struct rusage after {};
  getrusage(RUSAGE_SELF, &before);
  const auto facts = read_klines(path, 60, Traded::kYes, {});
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(facts.rows, 500'000);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 16 * 1024);  // KiB
}

// Inputs damaged at random places: each reader ends with success or an InputError.
class Fuzz : public MarketFiles {
 protected:
  static std::string damaged(const std::string& text, std::mt19937& random) {
    static constexpr std::string_view kBytes("0123456789,.-eE\"\n\r\0x[]{}: \xff/", 28);
    std::string result = text;
    const auto at = [&] { return static_cast<std::size_t>(random()) % std::max<std::size_t>(1, result.size()); };
    for (auto edits = random() % 4 + 1; edits > 0 && !result.empty(); --edits) {
      switch (random() % 6) {
        case 0:
          result[at()] = kBytes[random() % kBytes.size()];
          break;
        case 1:
          result.insert(at(), 1, kBytes[random() % kBytes.size()]);
          break;
        case 2:
          result.erase(at(), random() % 9 + 1);
          break;
        case 3:
          result.resize(at());
          break;
        case 4:
          result.insert(at(), result.substr(at(), 40));
          break;
        default:
          result[at()] = static_cast<char>(random());
      }
    }
    return result;
  }

  // Reads `rounds` damaged copies of `text`, plain, and counts how many were refused.
  int refused(const std::string& name, const std::string& text, const std::function<void(const std::string&)>& read,
              int rounds) const {
    std::mt19937 random(11);
    int count = 0;
    for (int i = 0; i < rounds; ++i) {
      const auto path = write(name, damaged(text, random));
      try {
        read(path);
      } catch (const InputError& error) {
        EXPECT_FALSE(std::string(error.what()).empty());
        ++count;
      }
    }
    return count;
  }
};

constexpr int kRounds = 2000;

TEST_F(Fuzz, EveryReader) {
  const auto kline = [](const std::string& path) { (void)read_klines(path, kHour, Traded::kYes, {}); };
  EXPECT_GT(refused("k.csv", klines(kStart, 4, kHour), kline, kRounds), kRounds / 2);
  const auto metric = [](const std::string& path) { (void)read_metrics(path, "BTCUSDT", {}); };
  EXPECT_GT(refused("m.csv", metrics(kStart, 4, kHour), metric, kRounds), kRounds / 2);
  const auto paid = [](const std::string& path) { (void)read_funding(path, "BTCUSDT", {}); };
  EXPECT_GT(refused("f.csv", funding(kStart, 4), paid, kRounds), kRounds / 3);
  const std::string candles = R"([[1735689600000,"100.0","110","90","105","10",1735693199999,"1000",7,"4","400","0"]])";
  EXPECT_GT(refused("k.json", candles, kline, kRounds), kRounds / 2);
  const auto interest = [](const std::string& path) { (void)read_open_interest(path, "BTCUSDT", {}); };
  EXPECT_GT(refused("o.json", R"([{"symbol":"BTCUSDT","sumOpenInterest":"78942.344","timestamp":1735689600000}])",
                    interest, kRounds),
            kRounds / 2);
}

TEST_F(Fuzz, ZipsOfAnyBytes) {
  const auto path = write_zip("a.zip", {{"BTCUSDT-1h-2025.csv", klines(kStart, 10, kHour)}});
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const auto kline = [](const std::string& file) { (void)read_klines(file, kHour, Traded::kYes, {}); };
  EXPECT_GT(refused("b.zip", bytes, kline, kRounds), kRounds / 2);
}

TEST_F(Fuzz, WholeFolders) {
  write_good_day();
  const auto whole = [this](const std::string&) { (void)load(); };
  EXPECT_GT(refused("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 24, kHour), whole, 300), 100);
  write_good_day();
  EXPECT_GT(refused("BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 25, kHour), whole, 300), 100);
}

}  // namespace
}  // namespace tinderbox::testing
