#include <fstream>

#include "host/market/market_readers.hpp"
#include "host/market/zip_member.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;

class ZipFiles : public MarketFiles {
 protected:
  [[nodiscard]] std::string read_error(const std::filesystem::path& path) const {
    return error_of([&] { (void)read_klines(path, kHour, Traded::kYes, {}); });
  }

  // Overwrites bytes of a file at every place where `pattern` stands.
  static void patch(const std::filesystem::path& path, const std::string& pattern, std::size_t offset,
                    const std::string& bytes) {
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    for (std::size_t at = text.find(pattern); at != std::string::npos; at = text.find(pattern, at + 1))
      text.replace(at + offset, bytes.size(), bytes);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }
};

TEST_F(ZipFiles, ReadsLikeThePlainFile) {
  const std::string text = klines(kStart, 48, kHour);
  std::vector<double> plain;
  std::vector<double> zipped;
  const auto a =
      read_klines(write("a.csv", text), kHour, Traded::kYes, [&](const KlineRow& r) { plain.push_back(r.close); });
  const auto b = read_klines(write_zip("a.zip", {{"a.csv", text}}), kHour, Traded::kYes,
                             [&](const KlineRow& r) { zipped.push_back(r.close); });
  EXPECT_EQ(plain, zipped);
  EXPECT_EQ(a.rows, 48);
  EXPECT_EQ(b.rows, 48);
  EXPECT_NE(a.sha256, b.sha256);  // of the files as they lie on disk
  EXPECT_EQ(a.sha256.size(), 64U);
}

TEST_F(ZipFiles, RefusesSeveralMembersAndNone) {
  const std::string text = klines(kStart, 2, kHour);
  EXPECT_THAT(read_error(write_zip("a.zip", {{"a.csv", text}, {"b.csv", text}})),
              HasSubstr("a.zip: holds no single file (found 2 members"));
  const std::string empty("PK\x05\x06" + std::string(18, '\0'));
  EXPECT_THAT(read_error(write("e.zip", empty)), HasSubstr("e.zip: "));
}

TEST_F(ZipFiles, RefusesPathsInNames) {
  const std::string text = klines(kStart, 2, kHour);
  for (const char* name : {"../a.csv", "/etc/a.csv", "x/a.csv", "..", "C:a.csv", "x\\a.csv"})
    EXPECT_THAT(read_error(write_zip("a.zip", {{name, text}})), HasSubstr("whose name has a path in it")) << name;
}

TEST_F(ZipFiles, RefusesEncryptedEmptyAndForeign) {
  const std::string text = klines(kStart, 2, kHour);
  EXPECT_THAT(read_error(write_zip("a.zip", {{"a.csv", text}}, "secret")), HasSubstr("a.zip: is encrypted"));
  EXPECT_THAT(read_error(write_zip("b.zip", {{"a.csv", ""}})), HasSubstr("b.zip: holds an empty file"));
  EXPECT_THAT(read_error(write("c.zip", text)), HasSubstr("c.zip: is not a zip archive"));
  EXPECT_THAT(read_error(write("d.zip", "PK\x03\x04 and no more")), HasSubstr("d.zip: is a corrupt zip archive"));
}

TEST_F(ZipFiles, RefusesCorruptContent) {
  const auto path = write_zip("a.zip", {{"a.csv", klines(kStart, 2000, kHour)}});
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(size / 2));
  file.write("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  file.close();
  EXPECT_THAT(read_error(path), HasSubstr("a.zip"));
}

TEST_F(ZipFiles, RefusesABombBeforeInflatingIt) {
  const auto path = write_zip("bomb.zip", {{"BTCUSDT-1h-2025.csv", std::string(50'000'000, '0')}});
  EXPECT_THAT(read_error(path), HasSubstr("bomb.zip: would inflate beyond the limit of 200:1"));
}

TEST_F(ZipFiles, CountsWhileInflatingBecauseHeadersLie) {
  const std::string text(50'000'000, '0');
  const auto path = write_zip("liar.zip", {{"BTCUSDT-1h-2025.csv", text}});
  std::string declared;  // the uncompressed size as it stands in both headers
  for (int i = 0; i < 4; ++i) declared += static_cast<char>(text.size() >> (8 * i) & 0xFF);
  patch(path, declared, 0, std::string("\x00\x10\x00\x00", 4));
  EXPECT_THAT(read_error(path), HasSubstr("liar.zip: inflates to more than it declares (found over 4096 bytes"));
}

TEST_F(ZipFiles, RefusesWhatDeclaresTooMuch) {
  const std::string text = klines(kStart, 2, kHour);
  const auto path = write_zip("big.zip", {{"a.csv", text}});
  std::string declared;
  for (int i = 0; i < 4; ++i) declared += static_cast<char>(text.size() >> (8 * i) & 0xFF);
  patch(path, declared, 0, std::string("\xff\xff\xff\x7f", 4));
  EXPECT_THAT(read_error(path), HasSubstr("big.zip: would inflate beyond the limit"));
}

}  // namespace
}  // namespace tinderbox::testing
