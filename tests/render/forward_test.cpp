// What lies ahead, drawn beside the past.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "host/render/layout.hpp"
#include "host/support/error.hpp"
#include "tests/render/picture_test.hpp"
#include "tests/render/sample_forward.hpp"
#include "tests/render/sample_run.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;
using testing::brightness;
using testing::bytes_of;
using testing::Decoded;
using ::testing::HasSubstr;

RunResult forward_run(std::size_t steps = 48, std::int64_t step_seconds = 1800) {
  RunResult run = testing::sample_run();
  testing::add_forward(run, steps, step_seconds);
  return run;
}

// Pixels inside `place` that differ.
double changed_share(const Decoded& a, const Decoded& b, const Rect& place) {
  double changed = 0;
  for (double y = place.y; y < place.bottom(); ++y)
    for (double x = place.x; x < place.right(); ++x) changed += a.at(x, y) != b.at(x, y) ? 1 : 0;
  return changed / (place.width * place.height);
}

std::string refusal(const RunResult& run, const fs::path& path, const RenderOptions& options) {
  try {
    render_png(run, path, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

class Forward : public testing::PictureTest {
 protected:
  static Layout layout(const RenderOptions& options = {}) {
    return Layout::forward(options.width_px, options.height_px);
  }

  static Axes future_axes(const RunResult& run) {
    const std::int64_t now = run.market.end_time();
    return {layout().future, forward_window(run), now, now + run.paths.horizon.back()};
  }

  // The pixel in the middle of a cell of the future.
  static Point middle_of(const RunResult& run, std::size_t step, std::size_t bin) {
    const Axes axes = future_axes(run);
    const double time = static_cast<double>(axes.start_time) +
                        0.5 * static_cast<double>(run.paths.horizon_bounds[2 * step] + run.paths.horizon[step]);
    return {axes.x_of(time), axes.y_of(run.paths.price[bin])};
  }
};

TEST_F(Forward, IsDrawnWhereTheRunHasPaths) {
  const RunResult run = forward_run();
  const Decoded automatic = draw(run);
  EXPECT_EQ(automatic.pixels, draw(run, {.what = PictureKind::kLiquidated}).pixels);
  EXPECT_NE(automatic.pixels, draw(run, {.what = PictureKind::kVisit}).pixels);
  EXPECT_EQ(draw(testing::sample_run()).pixels, draw(run, {.what = PictureKind::kHeatmap}).pixels)
      << "the heatmap does not know of paths";
}

TEST_F(Forward, ExpectedLiquidationsBurnInTheirPlace) {
  RunResult run = forward_run();
  std::fill(run.paths.liquidated.begin(), run.paths.liquidated.end(), 0.0F);
  // 5 M USD in bin 80 in the first half and in bin 120 in the second, one of each side.
  const std::size_t bins = run.paths.price.size();
  for (std::size_t h = 0; h < 48; ++h) {
    const std::size_t side = h < 24 ? 0 : 1;
    run.paths.liquidated[(h * kSides + side) * bins + (h < 24 ? 80 : 120)] = 5e6F;
  }
  const Decoded image = draw(run);
  const auto shade = [&](std::size_t step, std::size_t bin) {
    const Point at = middle_of(run, step, bin);
    return brightness(image.at(at.x, at.y));
  };
  EXPECT_GT(shade(5, 80), 200);
  EXPECT_LT(shade(5, 119), 60);
  EXPECT_LT(shade(43, 80), 100);
  EXPECT_GT(shade(43, 120), 200);
}

TEST_F(Forward, VisitProbabilityHasItsOwnColours) {
  RunResult run = forward_run();
  std::fill(run.paths.visit_probability.begin(), run.paths.visit_probability.end(), 0.01F);
  const std::size_t bins = run.paths.price.size();
  for (std::size_t h = 0; h < 48; ++h) run.paths.visit_probability[h * bins + 130] = 0.5F;
  const RenderOptions options{.what = PictureKind::kVisit};
  const Point at = middle_of(run, 10, 130);
  EXPECT_EQ(draw(run, options).at(at.x, at.y), 0xFBF15CU) << "full yellow";
  RenderOptions wide = options;
  wide.future_max = 1;
  EXPECT_LT(brightness(draw(run, wide).at(at.x, at.y)), 190);
}

TEST_F(Forward, EachMaximumBelongsToItsOwnHalf) {
  const RunResult run = forward_run();
  const Layout parts = layout();
  const Decoded plain = draw(run);
  const Decoded past = draw(run, {.max_usd = 1e9});
  EXPECT_GT(changed_share(plain, past, parts.heat), 0.3);
  const Rect inner{parts.future.x + 5, parts.future.y + 2, parts.future.width - 10, parts.future.height - 4};
  EXPECT_EQ(changed_share(plain, past, inner), 0);
  const Decoded ahead = draw(run, {.future_max = 1e9});
  EXPECT_GT(changed_share(plain, ahead, inner), 0.1);
  const Rect before{parts.heat.x, parts.heat.y, parts.heat.width - 5, parts.heat.height};
  EXPECT_EQ(changed_share(plain, ahead, before), 0);
}

TEST_F(Forward, TheFanRunsThroughItsQuantiles) {
  RunResult run = forward_run();
  std::fill(run.paths.liquidated.begin(), run.paths.liquidated.end(), 0.0F);
  const Decoded image = draw(run);
  const Axes axes = future_axes(run);
  const std::size_t last = run.paths.horizon.size() - 1;
  const double x = axes.place.right() - 3;
  for (std::size_t q = 0; q < 5; ++q) {
    const double y = axes.y_of(double{run.paths.price_quantile[last * 5 + q]});
    double brightest = 0;
    for (double dy = -3; dy <= 3; ++dy) brightest = std::max(brightest, brightness(image.at(x, y + dy)));
    EXPECT_GT(brightest, 140) << "quantile " << q;
  }
  const double between = 0.5 * (axes.y_of(double{run.paths.price_quantile[last * 5 + 3]}) +
                                axes.y_of(double{run.paths.price_quantile[last * 5 + 4]}));
  EXPECT_LT(brightness(image.at(x, between)), 60);
}

TEST_F(Forward, TheTwinShowsOnlyWhereItDiffers) {
  RunResult run = forward_run();
  PathsResult& paths = run.paths;
  const Decoded apart = draw(run);
  paths.price_quantile_no_feedback = paths.price_quantile;
  paths.low_quantile_no_feedback = paths.low_quantile;
  paths.touch_probability_no_feedback = paths.touch_probability;
  const Decoded same = draw(run);
  EXPECT_GT(changed_share(apart, same, layout().future), 0.002);
  EXPECT_GT(changed_share(apart, same, layout().touch), 0.002);
  for (float& price : paths.price_quantile_no_feedback) price += 1;  // far less than a pixel
  EXPECT_EQ(changed_share(same, draw(run), layout().future), 0);
}

TEST_F(Forward, TouchCurveReachesAsFarAsItsProbability) {
  RunResult run = forward_run();
  for (auto* values : {&run.paths.touch_probability, &run.paths.touch_probability_low,
                       &run.paths.touch_probability_high, &run.paths.touch_probability_no_feedback})
    std::fill(values->begin(), values->end(), 0.1F);
  const Decoded image = draw(run);
  const Rect place = layout().touch;
  const double y = place.y + 0.2 * place.height + 3;
  const auto brightest_near = [&](double share) {
    double result = 0;
    for (double dx = -2; dx <= 2; ++dx)
      result = std::max(result, brightness(image.at(place.x + share * place.width + dx, y)));
    return result;
  };
  EXPECT_GT(brightest_near(2.0 / 3), 200) << "10% lies two of three decades along";
  EXPECT_LT(brightest_near(0.5), 60);
}

TEST_F(Forward, WindowHoldsTheFan) {
  RunResult run = forward_run(60, 86400);
  const PriceWindow window = forward_window(run);
  EXPECT_LE(window.low, 90000 + 1) << "down to the grid";
  EXPECT_GE(window.high, 110000 - 1);
  const PriceWindow near = forward_window(forward_run(4, 900));
  EXPECT_GT(near.low, 93000) << "closer than the past alone";
}

TEST_F(Forward, ALongPastIsCutToItsEnd) {
  RunResult run = forward_run(4, 900);  // an hour ahead of 25 hours
  EXPECT_EQ(first_shown_bar(run), 300U - 14 * 12);
  EXPECT_EQ(first_shown_bar(forward_run(48, 1800)), 0U);
  EXPECT_EQ(first_shown_bar(forward_run(1, 1)), 300U - 60) << "sixty bars at least";
  RunResult few = testing::sample_run(20, 20);
  testing::add_forward(few, 1, 1);
  EXPECT_EQ(first_shown_bar(few), 0U);
  const Decoded before = draw(run);
  for (std::size_t t = 0; t < 131; ++t) {
    testing::cell(run, t, 0, 100) = 9e9F;
    run.market.high[t] = 109000;
  }
  EXPECT_EQ(before.pixels, draw(run).pixels) << "what is not shown does not matter";
  for (std::size_t t = 132; t < 140; ++t) testing::cell(run, t, 0, 100) = 9e9F;
  EXPECT_GT(changed_share(before, draw(run), layout().heat), 0.0002);
}

TEST_F(Forward, SyntheticMarketsCarryTheWatermarkAcrossBoth) {
  RunResult run = forward_run();
  const Decoded real = draw(run);
  run.market.synthetic = true;
  const Decoded synthetic = draw(run);
  EXPECT_GT(changed_share(real, synthetic, layout().heat), 0.02);
  EXPECT_GT(changed_share(real, synthetic, layout().future), 0.02);
  run.market.synthetic = false;
  const Decoded ladder = draw(run, {.what = PictureKind::kLadder});
  run.market.synthetic = true;
  EXPECT_GT(changed_share(ladder, draw(run, {.what = PictureKind::kLadder}), {200, 150, 1200, 500}), 0.02);
}

TEST_F(Forward, LadderShowsWhatTheCascadeAdds) {
  RunResult run = forward_run();
  const RenderOptions options{.what = PictureKind::kLadder};
  const Decoded with = draw(run, options);
  EXPECT_EQ(with.pixels, draw(run, options).pixels);
  run.whatif.forced = run.whatif.forced_low;
  EXPECT_NE(with.pixels, draw(run, options).pixels);
  run.whatif = {};
  EXPECT_NE(with.pixels, draw(run, options).pixels) << "no cascade, still a ladder";
}

TEST_F(Forward, UnknownPicturesNameTheChoices) {
  EXPECT_EQ(picture_kind("visit"), PictureKind::kVisit);
  EXPECT_EQ(picture_kind("heatmap"), PictureKind::kHeatmap);
  EXPECT_EQ(picture_kind("liquidated"), PictureKind::kLiquidated);
  EXPECT_EQ(picture_kind("ladder"), PictureKind::kLadder);
  for (const std::string& word :
       {std::string("visits"), std::string(""), std::string("HEATMAP"), std::string(70000, 'x')}) {
    try {
      static_cast<void>(picture_kind(word));
      FAIL() << word;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("--what")) << word;
      EXPECT_THAT(error.what(), HasSubstr("heatmap, liquidated, visit, ladder")) << word;
    }
  }
}

TEST_F(Forward, RunsWithoutPathsAreRefused) {
  const RunResult run = testing::sample_run();
  for (const PictureKind kind : {PictureKind::kLiquidated, PictureKind::kVisit})
    EXPECT_THAT(refusal(run, path(), {.what = kind}), HasSubstr("the run has no forward paths (paths.count = 0)"));
  EXPECT_FALSE(fs::exists(path()));
  EXPECT_EQ(refusal(run, path(), {.what = PictureKind::kLadder}), "");
  EXPECT_EQ(refusal(run, path(), {}), "");
}

TEST_F(Forward, OptionsThatWouldDoNothingAreRefused) {
  const RunResult run = forward_run();
  EXPECT_THAT(refusal(run, path(), {.max_usd = 1e6, .what = PictureKind::kLadder}), HasSubstr("--max: has no use"));
  EXPECT_THAT(refusal(run, path(), {.future_max = 1e6, .what = PictureKind::kLadder}), HasSubstr("--future-max"));
  EXPECT_THAT(refusal(run, path(), {.future_max = 1e6, .what = PictureKind::kHeatmap}), HasSubstr("--future-max"));
  EXPECT_THAT(refusal(testing::sample_run(), path(), {.future_max = 1e6}), HasSubstr("--future-max"));
  EXPECT_THAT(refusal(run, path(), {.future_max = 1.5, .what = PictureKind::kVisit}),
              HasSubstr("a probability up to 1"));
  EXPECT_THAT(refusal(run, path(), {.future_max = -1}), HasSubstr("--future-max"));
  EXPECT_THAT(refusal(run, path(), {.future_max = std::nan("")}), HasSubstr("--future-max"));
  EXPECT_FALSE(fs::exists(path()));
  EXPECT_EQ(refusal(run, path(), {.future_max = 1, .what = PictureKind::kVisit}), "");
}

TEST_F(Forward, BrokenPathsAreRefused) {
  const auto refused = [this](PictureKind kind, auto breaks) {
    RunResult run = forward_run(4, 900);
    breaks(run);
    EXPECT_NE(refusal(run, path(), {.what = kind}), "");
    EXPECT_FALSE(fs::exists(path()));
  };
  const auto kVisit = PictureKind::kVisit;
  refused(kVisit, [](RunResult& run) { run.paths.visit_probability.pop_back(); });
  refused(kVisit, [](RunResult& run) { run.paths.liquidated.clear(); });
  refused(kVisit, [](RunResult& run) { run.paths.price_bounds.pop_back(); });
  refused(kVisit, [](RunResult& run) { run.paths.price_quantile.pop_back(); });
  refused(kVisit, [](RunResult& run) { run.paths.low_quantile_no_feedback.clear(); });
  refused(kVisit, [](RunResult& run) { run.paths.touch_probability_high.clear(); });
  refused(kVisit, [](RunResult& run) { run.paths.horizon[0] = 0; });
  refused(kVisit, [](RunResult& run) { run.paths.horizon[1] = run.paths.horizon[0]; });
  refused(kVisit, [](RunResult& run) { run.paths.horizon.back() = std::numeric_limits<std::int64_t>::max(); });
  refused(kVisit, [](RunResult& run) { run.paths.price_bounds.back() = std::nan(""); });
  refused(PictureKind::kLadder, [](RunResult& run) { run.whatif.stop_price.pop_back(); });
  refused(PictureKind::kLadder, [](RunResult& run) { run.whatif.price_bounds.clear(); });
  refused(PictureKind::kLadder, [](RunResult& run) { run.whatif.price_bounds.front() = std::nan(""); });
  refused(PictureKind::kLadder, [](RunResult& run) { run.paths.horizon.back() = -5; });
}

TEST_F(Forward, OddShapes) {
  for (const auto& [bars, bins] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 3}, {300, 1}, {300, 2000}})
    for (const auto& [steps, seconds] : {std::pair<std::size_t, std::int64_t>{1, 1}, {1000, 7}, {3, 86400 * 3000}})
      for (const PictureKind kind : {PictureKind::kVisit, PictureKind::kLiquidated, PictureKind::kLadder}) {
        RunResult run = testing::sample_run(bars, bins);
        testing::add_forward(run, steps, seconds);
        EXPECT_EQ(draw(run, {.width_px = 400, .height_px = 300, .what = kind}).width, 400) << bars << " " << steps;
      }
}

TEST_F(Forward, NarrowAndFlatPictures) {
  const RunResult run = forward_run();
  for (const auto& [width, height] : {std::pair{400, 4000}, {4000, 300}})
    for (const PictureKind kind :
         {PictureKind::kHeatmap, PictureKind::kVisit, PictureKind::kLiquidated, PictureKind::kLadder})
      EXPECT_EQ(draw(run, {.width_px = width, .height_px = height, .what = kind}).height, height);
}

TEST_F(Forward, NothingKnown) {
  RunResult run = testing::sample_run(20, 20);
  testing::add_forward(run, 5, 600);
  const auto kinds = {PictureKind::kVisit, PictureKind::kLiquidated, PictureKind::kLadder};
  for (std::vector<float>* values : {&run.paths.visit_probability, &run.paths.liquidated, &run.paths.touch_probability,
                                     &run.paths.touch_probability_low, &run.paths.price_quantile,
                                     &run.paths.low_quantile, &run.paths.price_quantile_no_feedback, &run.whatif.forced,
                                     &run.whatif.forced_high, &run.whatif.stop_price, &run.whatif.stop_price_low})
    for (const float value : {0.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::max(), -1.0F}) {
      std::fill(values->begin(), values->end(), value);
      for (const PictureKind kind : kinds)
        EXPECT_NO_THROW(render_png(run, path(), {.width_px = 400, .height_px = 300, .what = kind})) << value;
    }
  run.paths.quantile.assign(5, std::nan(""));
  for (const double mark : {0.0, 1e300, std::numeric_limits<double>::quiet_NaN(), -5.0}) {
    run.now_mark_usd = mark;
    for (const PictureKind kind : kinds)
      EXPECT_NO_THROW(render_png(run, path(), {.width_px = 400, .height_px = 300, .what = kind})) << mark;
  }
}

TEST_F(Forward, SameRunSameBytes) {
  const RunResult run = forward_run();
  for (const PictureKind kind : {PictureKind::kVisit, PictureKind::kLiquidated, PictureKind::kLadder}) {
    render_png(run, path("a.png"), {.what = kind});
    render_png(run, path("b.png"), {.what = kind});
    EXPECT_EQ(bytes_of(path("a.png")), bytes_of(path("b.png")));
  }
}

TEST(Layout, PartsDoNotOverlap) {
  for (const auto& [width, height] :
       {std::pair{400, 300}, {1200, 700}, {1600, 900}, {2400, 1350}, {16000, 300}, {400, 16000}}) {
    const Layout parts = Layout::forward(width, height);
    EXPECT_GT(parts.heat.width, 50) << width;
    EXPECT_GT(parts.heat.height, 50) << height;
    EXPECT_GT(parts.future.width, 30) << width;
    EXPECT_EQ(parts.heat.right(), parts.future.x);
    EXPECT_LT(parts.future.right() + 4 * parts.font, parts.touch.x);
    EXPECT_LT(parts.touch.right(), parts.ladder.x);
    EXPECT_LT(parts.ladder.right(), width);
    EXPECT_LE(parts.color_bar.right(), parts.future_bar.x);
    EXPECT_LT(parts.future_bar.bottom() + parts.font, parts.future.y);
    const Layout past = Layout::past(width, height);
    EXPECT_GT(past.heat.width, 50) << width;
    EXPECT_GT(past.heat.height, 50) << height;
  }
}

}  // namespace
}  // namespace tinderbox
