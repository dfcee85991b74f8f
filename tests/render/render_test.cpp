// The picture itself, decoded again.
#include "host/render/render.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "host/render/layout.hpp"
#include "host/support/error.hpp"
#include "tests/render/picture_test.hpp"
#include "tests/render/sample_run.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;
using testing::brightness;
using testing::bytes_of;
using testing::cell;
using testing::decode;
using testing::Decoded;
using testing::sample_run;

class Render : public testing::PictureTest {
 protected:
  // The pixel in the middle of a cell, for the price window of the run.
  static Point middle_of(const RunResult& run, const RenderOptions& options, std::size_t bar, std::size_t bin) {
    const Layout layout = Layout::past(options.width_px, options.height_px);
    const Axes axes{layout.heat, price_window(run), run.market.start_time, run.market.end_time()};
    const double time = static_cast<double>(run.heatmap.time[bar]) + 0.5 * run.market.bar_seconds;
    return {axes.x_of(time), axes.y_of(run.heatmap.price[bin])};
  }
};

TEST_F(Render, DecodesInTheSizeThatWasAskedFor) {
  const Decoded image = draw(sample_run(), {.width_px = 1234, .height_px = 567});
  EXPECT_EQ(image.width, 1234);
  EXPECT_EQ(image.height, 567);
  for (const auto& entry : fs::directory_iterator(folder_)) EXPECT_EQ(entry.path(), path()) << "nothing else is left";
}

TEST_F(Render, MoreDollarsAreBrighterInTheRightPlace) {
  RunResult run = sample_run();
  for (std::size_t t = 150; t < 300; ++t) cell(run, t, 0, 40) = 1.5e7F;
  const RenderOptions options;
  const Decoded image = draw(run, options);
  const auto shade = [&](std::size_t bar, std::size_t bin) {
    const Point at = middle_of(run, options, bar, bin);
    return brightness(image.at(at.x, at.y));
  };
  EXPECT_GT(shade(75, 50), shade(75, 150) + 20) << "20 M below against 10 M above";
  EXPECT_GT(shade(75, 150), shade(75, 145) + 20) << "10 M against 0.2 M";
  EXPECT_GT(shade(225, 40), shade(75, 40) + 50) << "only the second half has it";
  EXPECT_GT(shade(75, 50), 200);
  EXPECT_LT(shade(75, 40), 20);
}

TEST_F(Render, ManyMoreCellsThanPixelsStillShowALoneCluster) {
  RunResult run = sample_run(3000, 1500);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  for (std::size_t t = 1000; t < 1003; ++t)
    for (std::size_t k = 400; k < 402; ++k) cell(run, t, 0, k) = 1e8F;
  const RenderOptions options{.width_px = 500, .height_px = 400, .max_usd = 1e8};
  const Decoded image = draw(run, options);
  const Point at = middle_of(run, options, 1001, 401);
  const Point away = middle_of(run, options, 700, 401);
  double brightest = 0;
  for (int dx = -1; dx <= 1; ++dx)
    for (int dy = -1; dy <= 1; ++dy) brightest = std::max(brightest, brightness(image.at(at.x + dx, at.y + dy)));
  EXPECT_GT(brightest, brightness(image.at(away.x, away.y)) + 10);
}

TEST_F(Render, TheGivenMaximumIsRespected) {
  const RunResult run = sample_run();
  const RenderOptions narrow{.max_usd = 1e7};
  const RenderOptions wide{.max_usd = 1e9};
  const Point at = middle_of(run, narrow, 75, 150);  // 10 M
  EXPECT_EQ(draw(run, narrow).at(at.x, at.y), 0xFBF15CU) << "full yellow";
  EXPECT_LT(brightness(draw(run, wide).at(at.x, at.y)), 60);
}

TEST_F(Render, SameRunSameBytes) {
  const RunResult run = sample_run();
  render_png(run, path("a.png"), {});
  render_png(run, path("b.png"), {});
  EXPECT_EQ(bytes_of(path("a.png")), bytes_of(path("b.png")));
}

// Pixels of the heatmap that differ between the two pictures.
double changed_share(const Decoded& a, const Decoded& b) {
  const Rect heat = Layout::past(a.width, a.height).heat;
  double changed = 0;
  for (double y = heat.y; y < heat.bottom(); ++y)
    for (double x = heat.x; x < heat.right(); ++x) changed += a.at(x, y) != b.at(x, y) ? 1 : 0;
  return changed / (heat.width * heat.height);
}

TEST_F(Render, OnlySyntheticMarketsCarryTheWatermark) {
  RunResult run = sample_run();
  const Decoded real = draw(run);
  const Decoded again = draw(run);
  run.market.synthetic = true;
  const Decoded synthetic = draw(run);
  EXPECT_EQ(changed_share(real, again), 0);
  EXPECT_GT(changed_share(real, synthetic), 0.03);
}

TEST_F(Render, PriorHeavyTimesAreMarked) {
  RunResult run = sample_run();
  const Decoded without = draw(run);
  run.heatmap.prior_stock_share.assign(300, 0.19F);
  EXPECT_EQ(changed_share(without, draw(run)), 0);
  for (std::size_t t = 0; t < 100; ++t) run.heatmap.prior_stock_share[t] = 0.5F;
  EXPECT_GT(changed_share(without, draw(run)), 0.001);
}

TEST_F(Render, OddShapes) {
  for (const auto& [bars, bins] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 200}, {300, 1}, {2, 3}, {5000, 2}})
    EXPECT_EQ(draw(sample_run(bars, bins), {.width_px = 400, .height_px = 300}).width, 400) << bars << " x " << bins;
}

TEST_F(Render, NothingKnown) {
  RunResult run = sample_run(20, 20);
  for (std::vector<float>* values : {&run.heatmap.density, &run.ladder.notional, &run.ladder.cumulative,
                                     &run.ladder.cumulative_low, &run.ladder.cumulative_high})
    for (const float value : {0.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::max(), -1.0F}) {
      std::fill(values->begin(), values->end(), value);
      EXPECT_NO_THROW(render_png(run, path(), {.width_px = 400, .height_px = 300})) << value;
    }
  for (std::vector<double>* values : {&run.market.open, &run.market.high, &run.market.low, &run.market.close})
    for (const double value : {0.0, 1e300, -5.0, std::numeric_limits<double>::quiet_NaN()}) {
      std::fill(values->begin(), values->end(), value);
      EXPECT_NO_THROW(render_png(run, path(), {.width_px = 400, .height_px = 300})) << value;
    }
  for (const double mark : {0.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    run.now_mark_usd = mark;
    EXPECT_NO_THROW(render_png(run, path(), {.width_px = 400, .height_px = 300})) << mark;
  }
}

TEST_F(Render, HostileNames) {
  RunResult run = sample_run(20, 20);
  run.market.venue = "\xff\xfe\x1b[31m";
  run.market.contract = std::string(100000, 'X') + "\xE2\x80\xAE";
  EXPECT_NO_THROW(render_png(run, path(), {}));
}

TEST_F(Render, BrokenRunsAreRefused) {
  const auto refused = [this](auto breaks) {
    RunResult run = sample_run(20, 20);
    breaks(run);
    EXPECT_THROW(render_png(run, path(), {}), InputError);
    EXPECT_FALSE(fs::exists(path()));
  };
  refused([](RunResult& run) { run = RunResult{}; });
  refused([](RunResult& run) { run.heatmap.density.pop_back(); });
  refused([](RunResult& run) { run.market.close.pop_back(); });
  refused([](RunResult& run) { run.market.high.clear(); });
  refused([](RunResult& run) { run.ladder.notional.clear(); });
  refused([](RunResult& run) { run.ladder.cumulative_low.clear(); });
  refused([](RunResult& run) { run.market.bar_seconds = 0; });
  refused([](RunResult& run) { run.market.start_time = std::numeric_limits<std::int64_t>::max() - 5; });
  refused([](RunResult& run) { run.heatmap.price_bounds.back() = std::nan(""); });
  refused([](RunResult& run) { run.heatmap.price_bounds.assign(40, 100.0); });
}

TEST_F(Render, OptionsAreChecked) {
  const RunResult run = sample_run(20, 20);
  for (const RenderOptions& options :
       {RenderOptions{399, 300, 0}, RenderOptions{400, 299, 0}, RenderOptions{16001, 900, 0},
        RenderOptions{1600, 16001, 0}, RenderOptions{-5, 900, 0}, RenderOptions{1600, 900, -1},
        RenderOptions{1600, 900, std::nan("")}, RenderOptions{1600, 900, INFINITY}})
    EXPECT_THROW(render_png(run, path(), options), InputError);
  try {
    render_png(run, path(), {1, 1, -1});
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 3U) << error.what();
  }
  EXPECT_THROW(render_png(run, folder_ / "missing" / "map.png", {}), InputError);
  EXPECT_THROW(render_png(run, folder_, {}), InputError);
  EXPECT_TRUE(fs::is_empty(folder_));
}

// A limit on the size of files stands in for a full disk; it holds for a child process only.
TEST_F(Render, AFullDiskLeavesNothingBehind) {
  const RunResult run = sample_run();
  render_png(run, path(), {});
  const std::string before = bytes_of(path());
  const auto draw_with_no_room = [&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    try {
      render_png(run, path(), {.max_usd = 5});
    } catch (const Failure&) {
      std::_Exit(7);
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(draw_with_no_room(), ::testing::ExitedWithCode(7), "");
  EXPECT_EQ(bytes_of(path()), before) << "the picture that was there stays";
  for (const auto& entry : fs::directory_iterator(folder_)) EXPECT_EQ(entry.path(), path());
}

// Fonts are looked up once a process, so the test runs in one of its own.
TEST_F(Render, NoFontInstalled) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto draw_without_fonts = [this] {
    std::ofstream(path("fonts.conf")) << "<?xml version=\"1.0\"?><fontconfig><dir>" << path("none").string()
                                      << "</dir></fontconfig>";
    setenv("FONTCONFIG_FILE", path("fonts.conf").c_str(), 1);
    render_png(sample_run(), path(), {});
    std::_Exit(decode(path()).width == 1600 ? 0 : 1);
  };
  EXPECT_EXIT(draw_without_fonts(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace tinderbox
