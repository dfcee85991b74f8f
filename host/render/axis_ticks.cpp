#include "host/render/axis_ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace tinderbox {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::array<std::int64_t, 14> kSteps = {60,       300,      900,       1800, 3600,     2 * 3600, 3 * 3600,
                                                 4 * 3600, 6 * 3600, 12 * 3600, kDay, 2 * kDay, 7 * kDay, 14 * kDay};
constexpr std::array<std::int64_t, 6> kSecondSteps = {1, 2, 5, 10, 15, 30};
constexpr std::array<int, 8> kMonthSteps = {1, 2, 3, 6, 12, 24, 60, 120};
constexpr std::int64_t kMonday = 4 * kDay;  // 1970-01-05
constexpr double kDaysPerMonth = 30.44;
constexpr std::size_t kMostTicks = 200;
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::chrono::year_month_day date_of(std::int64_t time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{time}});
}

std::string month_name(const std::chrono::year_month_day& date) {
  return kMonths[static_cast<unsigned>(date.month()) - 1];
}

std::string day_label(std::int64_t time) {
  const auto date = date_of(time);
  return fmt::format("{} {}", static_cast<unsigned>(date.day()), month_name(date));
}

AxisTick clock_tick(std::int64_t time) {
  return {static_cast<double>(time), format_clock(time), time % kDay == 0 ? day_label(time) : ""};
}

std::vector<AxisTick> even_ticks(std::int64_t low, std::int64_t high, std::int64_t step) {
  const std::int64_t origin = step % (7 * kDay) == 0 ? kMonday : 0;
  std::int64_t time = origin + (low - origin) / step * step;
  while (time < low) time += step;
  std::vector<AxisTick> ticks;
  for (; time <= high; time += step)
    ticks.push_back(step < kDay ? clock_tick(time) : AxisTick{static_cast<double>(time), day_label(time), ""});
  // Hourly labels need a day somewhere, even where midnight is not among them.
  if (step < kDay && !ticks.empty() && ticks.front().below.empty()) ticks.front().below = day_label(low);
  return ticks;
}

std::vector<AxisTick> month_ticks(std::int64_t low, std::int64_t high, int step) {
  using std::chrono::months;
  const auto first = date_of(low);
  auto month = std::chrono::year_month{first.year(), std::chrono::January};
  std::vector<AxisTick> ticks;
  for (; ticks.size() < kMostTicks; month += months{step}) {
    const std::int64_t time = std::chrono::sys_days{month / 1}.time_since_epoch().count() * kDay;
    if (time > high) break;
    if (time < low) continue;
    ticks.push_back(
        {static_cast<double>(time),
         fmt::format("{} {}", kMonths[static_cast<unsigned>(month.month()) - 1], static_cast<int>(month.year())), ""});
  }
  return ticks;
}

std::int64_t horizon_step(double least) {
  for (const std::int64_t step : kSecondSteps)
    if (static_cast<double>(step) >= least) return step;
  for (const std::int64_t step : kSteps)
    if (static_cast<double>(step) >= least) return step;
  std::int64_t step = kSteps.back();
  while (static_cast<double>(step) < least) step *= 2;
  return step;
}

// All labels of one axis in one unit: "+24 h" behind "+18 h".
std::string ahead_label(std::int64_t seconds, std::int64_t step) {
  const bool in_hours = step % kDay != 0 && step % 3600 == 0;
  return in_hours ? fmt::format("+{} h", seconds / 3600) : fmt::format("+{}", format_duration(seconds));
}

std::string grouped(std::int64_t whole) {
  std::string digits = std::to_string(whole);
  for (std::size_t at = digits.size(); at > 3 + (whole < 0 ? 1U : 0U); at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

}  // namespace

std::string format_clock(std::int64_t time) {
  const std::int64_t of_day = ((time % kDay) + kDay) % kDay;
  return fmt::format("{:02}:{:02}", of_day / 3600, of_day / 60 % 60);
}

std::string format_price(double price, double step) {
  const int decimals = step >= 1 || step <= 0 ? 0 : std::min(8, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  if (decimals == 0 && std::abs(price) < 9e18) return grouped(std::llround(price));
  return fmt::format("{:.{}f}", price, decimals);
}

std::string format_duration(std::int64_t seconds) {
  if (seconds % kDay == 0) return fmt::format("{} d", seconds / kDay);
  if (seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  if (seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

std::vector<AxisTick> price_ticks(double low, double high, double wanted) {
  std::vector<AxisTick> ticks;
  if (!(high > low) || !(wanted >= 1)) return ticks;
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power >= rough) step = factor * power;
  for (double k = std::ceil(low / step); k * step <= high && ticks.size() < kMostTicks; ++k)
    ticks.push_back({k * step, format_price(k * step, step), ""});
  return ticks;
}

std::vector<AxisTick> time_ticks(std::int64_t low, std::int64_t high, double wanted) {
  if (high <= low || !(wanted >= 1)) return {};
  const double rough = static_cast<double>(high - low) / wanted;
  for (const std::int64_t step : kSteps)
    if (static_cast<double>(step) >= rough) return even_ticks(low, high, step);
  for (const int step : kMonthSteps)
    if (step * kDaysPerMonth * static_cast<double>(kDay) >= rough) return month_ticks(low, high, step);
  return month_ticks(low, high, kMonthSteps.back());
}

std::vector<AxisTick> horizon_ticks(std::int64_t now, std::int64_t end, double wanted) {
  if (end <= now) return {};
  const double seconds = static_cast<double>(end - now);
  const std::int64_t step = std::min(horizon_step(seconds / std::max(wanted, 1.0)), end - now);
  std::vector<AxisTick> ticks;
  for (std::int64_t time = now + step; time <= end; time += step)
    ticks.push_back({static_cast<double>(time), ahead_label(time - now, step),
                     step % kDay == 0 ? day_label(time) : format_clock(time)});
  return ticks;
}

}  // namespace tinderbox
