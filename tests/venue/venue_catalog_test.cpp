// Venues of the user, as files, found without building the program again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "host/support/error.hpp"
#include "host/venue/venue.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A folder of its own that TINDERBOX_VENUES names while the test runs.
class VenueCatalog : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("venues-") + info->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    setenv("TINDERBOX_VENUES", folder_.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("TINDERBOX_VENUES");
    fs::remove_all(folder_);
  }

  fs::path write(const fs::path& name, const std::string& text) const {
    const fs::path file = folder_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file;
  }

  static std::string error_of_search(const std::string& venue, const std::string& contract,
                                     const fs::path& beside = {}) {
    try {
      static_cast<void>(find_venue(venue, contract, beside));
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(VenueCatalog, AFileOfTheFolderAddsAVenue) {
  write("mine.toml", inverse_file());
  write("notes.txt", "not read");
  EXPECT_EQ(find_venue("mine", "BTCUSD").contract_value, 100);
  EXPECT_EQ(find_venue("binance", "BTCUSDT").tick_size_usd, 0.1) << "those of the program are still there";
}

TEST_F(VenueCatalog, AFileOfTheFolderReplacesAnEmbeddedOne) {
  write("b.toml", venue_file("contract = \"TEST\"\nkind = \"linear\"\ntick_size_usd = 0.1",
                             "contract = \"BTCUSDT\"\nkind = \"linear\"\ntick_size_usd = 7"));
  EXPECT_EQ(find_venue("binance", "BTCUSDT").tick_size_usd, 7);
  const std::vector<Venue> all = known_venues();
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const Venue& v) { return v.contract == "BTCUSDT" && v.name == "binance"; }),
            1);
}

TEST_F(VenueCatalog, APathIsAVenue) {
  const fs::path file = write("deep/mine.toml", inverse_file());
  EXPECT_EQ(find_venue(file.string(), "BTCUSD").name, "mine");
  EXPECT_EQ(find_venue(file.string(), "").contract, "BTCUSD");
  EXPECT_EQ(find_venue("mine.toml", "BTCUSD", folder_ / "deep").name, "mine") << "beside the run's configuration";
  EXPECT_EQ(find_venue("deep/mine.toml", "BTCUSD").name, "mine") << "in the folder of TINDERBOX_VENUES";
  EXPECT_THAT(error_of_search(file.string(), "BTCUSDT"),
              AllOf(HasSubstr("mine.toml: holds another contract"), HasSubstr("found BTCUSD, expected BTCUSDT")));
  EXPECT_THAT(error_of_search("none.toml", "X"),
              AllOf(HasSubstr("there is no such venue file"), HasSubstr("none.toml")));
  fs::create_directories(folder_ / "folder.toml");
  EXPECT_NE(error_of_search((folder_ / "folder.toml").string(), "X"), "");
}

TEST_F(VenueCatalog, VenuesBesideTheConfiguration) {
  write("run/venues/mine.toml", inverse_file());
  EXPECT_EQ(find_venue("mine", "BTCUSD", folder_ / "run").name, "mine");
  EXPECT_NE(error_of_search("mine", "BTCUSD"), "");
  EXPECT_EQ(find_venue("binance", "BTCUSDT", folder_ / "nothing here").name, "binance");
}

TEST_F(VenueCatalog, ABrokenFileIsNamed) {
  write("mine.toml", inverse_file("contract_value = 100\n", ""));
  EXPECT_THAT(error_of_search("binance", "BTCUSDT"), AllOf(HasSubstr("mine.toml:1"), HasSubstr("contract_value")));
}

TEST_F(VenueCatalog, TwoFilesOfOneContractAreRefused) {
  write("a.toml", inverse_file());
  write("b.toml", inverse_file());
  EXPECT_THAT(
      error_of_search("mine", "BTCUSD"),
      AllOf(HasSubstr("b.toml: holds a contract that another file of the folder holds"), HasSubstr("mine BTCUSD")));
}

TEST_F(VenueCatalog, AFolderThatIsNotThere) {
  setenv("TINDERBOX_VENUES", (folder_ / "gone").c_str(), 1);
  EXPECT_THAT(error_of_search("binance", "BTCUSDT"), HasSubstr("TINDERBOX_VENUES: is not a folder"));
  setenv("TINDERBOX_VENUES", "", 1);
  EXPECT_EQ(error_of_search("binance", "BTCUSDT"), "") << "empty is as good as unset";
}

TEST_F(VenueCatalog, TiersOfAJsonFile) {
  write("tiers.json",
        R"([{"symbol": "TEST", "brackets": [{"initialLeverage": 20, "notionalCap": 5000, "notionalFloor": 0,
                          "maintMarginRatio": 0.02, "cum": 0}]}])");
  const std::string tiers =
      "tiers = [ { floor_usd = 0, cap_usd = 1e6, max_leverage = 50, mmr = 0.01, maint_amount_usd = 0 } ]";
  const fs::path file = write("mine.toml", venue_file(tiers, "tiers_file = \"tiers.json\""));
  const Venue venue = load_venue(file);
  EXPECT_EQ(venue.table_at(at("2025-06-01")).tiers[0].cap_usd, 5000);
  EXPECT_EQ(venue.table_at(at("2025-06-01")).source, "another");
  write("mine.toml", venue_file(tiers, "tiers_file = \"gone.json\""));
  EXPECT_THAT(error_of_search(file.string(), "TEST"), HasSubstr("gone.json: is not a file that can be read"));
  write("mine.toml", venue_file(tiers, "tiers_file = \"/dev/zero\""));
  EXPECT_NE(error_of_search(file.string(), "TEST"), "");
}

TEST_F(VenueCatalog, AnEmptyFileIsNoVenue) {
  write("mine.toml", "");
  EXPECT_THAT(error_of_search("binance", "BTCUSDT"), HasSubstr("name is missing"));
}

}  // namespace
}  // namespace tinderbox
