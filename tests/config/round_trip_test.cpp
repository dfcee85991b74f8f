// A configuration written out parses back to itself, whatever its values; the key table is complete and documented.
#include <array>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "tests/config/config_text.hpp"

namespace tinderbox {
namespace {

using ::testing::HasSubstr;

class ConfigMaker {
 public:
  explicit ConfigMaker(unsigned seed) : random_(seed) {}

  RunConfig make() {
    RunConfig config;
    for (const ConfigKey& key : config_keys()) std::visit([&](const auto& kind) { fill(kind, config); }, key.kind);
    config.market.bar_seconds = 300;
    config.market.start_utc = 300 * whole(0, 1'000'000);
    config.market.end_utc = config.market.start_utc + 300 * whole(2, 1'000'000);
    auto& prior = config.prior;
    prior.size_cap_usd = std::max(prior.size_cap_usd, 1.0);
    prior.size_min_usd = std::min(prior.size_min_usd, prior.size_cap_usd / 3);
    prior.slow_close_rate_per_day.low = prior.slow_close_rate_per_day.high = prior.fast_close_rate_per_day.low;
    config.market.source = "files";
    fit_paths(config.market, config.paths);
    std::erase_if(config.levels.prices_usd, [&](double price) {
      const GridConfig& grid = config.grid;
      return price < grid.price_min_usd || price >= grid.price_min_usd + grid.bin_usd * grid.bins;
    });
    const bool takes_file = config.book.source == "levels" || config.book.source == "fitted_levels";
    if (!takes_file) config.book.depth_file.clear();
    if (takes_file && config.book.depth_file.empty()) config.book.depth_file = "depth.csv";
    fit_rare(config.paths, config.rare);
    for (std::int64_t i = whole(0, 3); i > 0; --i) config.venues["v-" + std::to_string(i)] = make_venue(config.prior);
    config.venue = {};
    return config;
  }

 private:
  VenueConfig make_venue(const PriorConfig& prior) {
    RunConfig draft;
    for (const ConfigKey& key : config_keys())
      if (key.section() == kVenueSection) std::visit([&](const auto& kind) { fill(kind, draft); }, key.kind);
    VenueConfig venue = draft.venue;
    venue.open_interest_usd = venue.source == "primary" ? std::max(venue.open_interest_usd, 1.0) : 0;
    if (venue.source == "positions") venue.positions_file += "x";
    if (venue.positions_file.empty()) venue.coin.clear();
    for (double* ratio : {&venue.depth_ratio, &venue.fund_usd}) *ratio = *ratio < 0 ? -1 : *ratio;
    if (venue.source != "positions" && whole(0, 1) == 1) venue.prior = make_mix(prior);
    return venue;
  }

  // Some keys of the mix of a venue's own, the others as the primary venue has them.
  PriorConfig make_mix(const PriorConfig& prior) {
    RunConfig draft;
    draft.prior = prior;
    for (const ConfigKey& key : mix_config_keys())
      if (whole(0, 2) == 0) std::visit([&](const auto& kind) { fill(kind, draft); }, key.kind);
    draft.prior.size_cap_usd = prior.size_cap_usd;
    draft.prior.size_min_usd = prior.size_min_usd;
    return draft.prior;
  }

  // Makes the forward half fit the window and the bars of 300 s.
  void fit_paths(const MarketConfig& market, PathsConfig& paths) {
    constexpr std::array<std::int32_t, 6> kSteps{1, 60, 150, 300, 600, 300};
    paths.step_seconds = kSteps[static_cast<std::size_t>(whole(0, 5))];
    const std::int64_t window = market.end_utc - market.start_utc;
    paths.block_hours = std::clamp(paths.block_hours, 300.0 / 3600, static_cast<double>(window) / 3600);
    if (paths.process == "replay") {
      paths.replay_start_utc = market.start_utc + 300 * whole(0, window / 300 - 2);
      const std::int64_t most_steps = (market.end_utc - paths.replay_start_utc) / paths.step_seconds;
      paths.steps = static_cast<std::int32_t>(std::min<std::int64_t>(paths.steps, most_steps));
    }
    paths.output_steps = std::min(paths.output_steps, paths.steps);
  }

  // A method that the process knows, and an event that the method can aim at.
  void fit_rare(const PathsConfig& paths, RareConfig& rare) {
    const bool diffuses = paths.process == "gbm" || paths.process == "bachelier";
    if (paths.count == 0 || (!diffuses && paths.process != "bootstrap")) rare.method = "none";
    if (rare.method == "sobol" && !diffuses) rare.method = "splitting";
    if (rare.event == "any" && rare.method != "sobol") rare.event = "rise";
  }

  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  double real(const RealRange& range) {
    const double value = std::uniform_real_distribution<double>(range.low, range.high)(random_);
    // Small and whole values too: they print differently.
    const double low = range.low < 0 ? range.low : std::max(range.low, 1e-9);
    switch (whole(0, 3)) {
      case 0: {
        const double rounded = std::clamp(std::nearbyint(value), low, range.high);
        return range.contains(rounded) ? rounded : range.high;
      }
      case 1:
        return range.high;
      default:
        return std::clamp(value * std::pow(10.0, -static_cast<double>(whole(0, 6))), low, range.high);
    }
  }
  void fill(const WholeKind& kind, RunConfig& config) {
    std::visit(
        [&](auto field) {
          auto& target = field(config);
          target = static_cast<std::remove_reference_t<decltype(target)>>(whole(kind.low, kind.high));
        },
        kind.field);
  }
  void fill(const RealKind& kind, RunConfig& config) { kind.field(config) = real(kind.range); }
  void fill(const WordKind& kind, RunConfig& config) {
    kind.field(config) =
        kind.words[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(kind.words.size()) - 1))];
  }
  void fill(const NameKind& kind, RunConfig& config) { kind.field(config) = "A.b_c-" + std::to_string(whole(0, 999)); }
  void fill(const TextKind& kind, RunConfig& config) {
    const char* const texts[] = {"", "a b/c.csv", "quo\"te\\", "\xC3\xA9"};
    kind.field(config) = texts[whole(0, 3)];
  }
  void fill(const TimeKind& kind, RunConfig& config) {
    kind.field(config) = whole(0, 1) == 0 ? 0 : whole(0, 4'000'000'000);
  }
  void fill(const PriorKind& kind, RunConfig& config) {
    const double a = real(kind.range);
    const double b = real(kind.range);
    kind.field(config) = {std::min(a, b), std::max(a, b)};
  }
  void fill(const RealListKind& kind, RunConfig& config) {
    std::vector<double> list;
    for (std::int64_t i = whole(0, 4); i > 0; --i) list.push_back(real(kind.range));
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    kind.field(config) = std::move(list);
  }
  void fill(const LeverageMixKind& kind, RunConfig& config) {
    auto& mix = kind.field(config);
    mix.resize(static_cast<std::size_t>(whole(1, 5)));
    for (LeverageShare& share : mix) {
      const double a = real(kind.leverage);
      const double b = real(kind.leverage);
      share = {std::min(a, b), std::max(a, b), real({1e-6, 10})};
    }
  }

  std::mt19937_64 random_;
};

// Exact comparison of doubles, independent of their text.
bool same_numbers(const RunConfig& a, const RunConfig& b) {
  const auto same_mix = [](const std::vector<LeverageShare>& x, const std::vector<LeverageShare>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
      return p.low == q.low && p.high == q.high && p.share == q.share;
    });
  };
  return a.grid.bin_usd == b.grid.bin_usd && a.grid.price_min_usd == b.grid.price_min_usd &&
         a.prior.size_alpha.low == b.prior.size_alpha.low && a.prior.size_alpha.high == b.prior.size_alpha.high &&
         a.prior.size_cap_usd == b.prior.size_cap_usd && a.synth.price_usd == b.synth.price_usd &&
         a.prior.fast_stock_share.high == b.prior.fast_stock_share.high && a.seed == b.seed &&
         a.market.start_utc == b.market.start_utc && a.paths.replay_start_utc == b.paths.replay_start_utc &&
         a.paths.count == b.paths.count && a.paths.drift_annual == b.paths.drift_annual &&
         a.paths.block_hours == b.paths.block_hours && a.book.range_percent == b.book.range_percent &&
         a.book.depth_slope_usd_per_percent2 == b.book.depth_slope_usd_per_percent2 &&
         a.cascade.round_seconds == b.cascade.round_seconds && a.cascade.fund_usd == b.cascade.fund_usd &&
         a.levels.prices_usd == b.levels.prices_usd && a.levels.recent_hours == b.levels.recent_hours &&
         a.stress.price_change_percent == b.stress.price_change_percent &&
         same_mix(a.prior.cross_leverage, b.prior.cross_leverage) &&
         same_mix(a.prior.isolated_leverage, b.prior.isolated_leverage);
}

TEST(RoundTrip, EveryConfigurationParsesBackToItself) {
  ConfigMaker maker(20250308);
  for (int i = 0; i < 500; ++i) {
    const RunConfig config = maker.make();
    const std::string text = config_toml(config);
    SCOPED_TRACE(text);
    const RunConfig back = parse_config(text, "effective", {});
    expect_equal(config, back);
    ASSERT_TRUE(same_numbers(config, back));
    ASSERT_EQ(config_toml(back), text);
  }
}

TEST(RoundTrip, AwkwardDoubles) {
  for (const double value : {0.1, 1.0 / 3, 123456.789, 1e-5, 4.9e-5, 1e15, 123456789012.0, 999999999999.9999}) {
    RunConfig config = parse_config(kSmallConfig, "run.toml", {"market.source=files"});
    config.prior.size_cap_usd = std::clamp(value, 1e4, 1e12);
    config.sampling.initial_share = std::min(value, 0.9);
    const RunConfig back = parse_config(config_toml(config), "effective", {});
    EXPECT_EQ(back.sampling.initial_share, config.sampling.initial_share);
    EXPECT_EQ(back.prior.size_cap_usd, config.prior.size_cap_usd);
  }
  EXPECT_TRUE(std::signbit(toml::parse("x = " + real_toml(-0.0))["x"].value<double>().value()));
  for (const double value : {-5.0, -1e15, -1e300, 1e300, -0.1})
    EXPECT_EQ(toml::parse("x = " + real_toml(value))["x"].value<double>().value(), value) << real_toml(value);
  EXPECT_EQ(real_toml(-5), "-5");
}

TEST(Keys, NamesAreUniqueAndDocumented) {
  std::set<std::string_view> names;
  for (const ConfigKey& key : config_keys()) {
    EXPECT_TRUE(names.insert(key.name).second) << key.name;
    EXPECT_FALSE(key.meaning.empty()) << key.name;
    EXPECT_EQ(key.meaning.back(), '.') << key.name;
    EXPECT_EQ(key.source.empty(), key.presence == Presence::kRequired) << key.name;
  }
}

TEST(Keys, DefaultsAreAllowed) {
  const RunConfig defaults;
  for (const ConfigKey& key : config_keys()) {
    if (key.presence == Presence::kRequired) continue;
    RunConfig target;
    const toml::table table = toml::parse("value = " + value_toml(key, defaults));
    set_value(key, *table.get("value"), target,
              [&](const toml::node&, Problem problem) { ADD_FAILURE() << key.name << ": " << problem.text(); });
  }
}

// The name of the member that a line of run_config.hpp declares, or "". A declaration is indented by two spaces, ends
// in a `;` before any comment, and its name is followed by ` =`, `{` or `;`.
std::string member_name(const std::string& line) {
  const std::string code = line.substr(0, line.find("//"));
  if (!code.starts_with("  ") || code.starts_with("   ") || code.find('(') != std::string::npos) return "";
  const std::size_t name_end = code.find_first_of("={;", code.find(' ', 2));
  if (name_end == std::string::npos) return "";
  const std::size_t last = code.find_last_not_of(' ', name_end - 1);
  return code.substr(code.rfind(' ', last) + 1, last - code.rfind(' ', last));
}

// Each member of the sections of RunConfig has a key of its name.
TEST(Keys, EveryMemberOfRunConfigHasItsKey) {
  std::ifstream file(TINDERBOX_SOURCE_DIR "/host/config/run_config.hpp");
  ASSERT_TRUE(file.is_open());
  std::set<std::string> expected;
  std::string section;
  for (std::string line; std::getline(file, line);) {
    const std::size_t end = line.find("Config {");
    if (line.starts_with("struct ") && end != std::string::npos) {
      section = line.substr(7, end - 7);
      section[0] = static_cast<char>(std::tolower(section[0]));
    } else if (line == "};") {
      section.clear();
    } else if (!section.empty()) {
      const std::string name = member_name(line);
      const std::string prefix = section == "venue" ? std::string(kVenueSection) : section;
      const bool keys_of_another_section = section == "venue" && name == "prior";  // [venues.NAME.prior]
      if (section != "run" && !name.empty() && !keys_of_another_section) expected.insert(prefix + '.' + name);
      if (section == "run" && name == "seed") expected.insert(name);  // the rest are the sections themselves
    }
  }
  std::set<std::string> actual;
  for (const ConfigKey& key : config_keys()) actual.emplace(key.name);
  EXPECT_EQ(actual, expected);
  EXPECT_GT(expected.size(), 30U);
}

// TINDERBOX_UPDATE_DOCS=1 rewrites the page; review the difference.
TEST(Reference, PageEqualsTheTable) {
  const std::string page = TINDERBOX_SOURCE_DIR "/host/docs/config.md";
  const char* update = std::getenv("TINDERBOX_UPDATE_DOCS");
  if (update != nullptr && std::string_view(update) == "1") std::ofstream(page) << config_reference_markdown();
  std::ifstream file(page);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), config_reference_markdown())
      << "run config_tests with TINDERBOX_UPDATE_DOCS=1 in the environment";
}

}  // namespace
}  // namespace tinderbox
