#include "host/market/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace tinderbox {
namespace {

struct IntervalName {
  std::string_view name;
  std::int64_t seconds;
};

constexpr std::array kIntervals{
    IntervalName{"1s", 1},     IntervalName{"1m", 60},    IntervalName{"3m", 180},   IntervalName{"5m", 300},
    IntervalName{"15m", 900},  IntervalName{"30m", 1800}, IntervalName{"1h", 3600},  IntervalName{"2h", 7200},
    IntervalName{"4h", 14400}, IntervalName{"6h", 21600}, IntervalName{"8h", 28800}, IntervalName{"12h", 43200},
    IntervalName{"1d", 86400}, IntervalName{"3d", -1},    IntervalName{"1w", -1},    IntervalName{"1mo", -1},
};

struct KindWord {
  std::string_view word;  // lower case
  FileKind kind;
};

constexpr std::array kKindWords{
    KindWord{"markpriceklines", FileKind::kMarkKlines},
    KindWord{"metrics", FileKind::kMetrics},
    KindWord{"fundingrate", FileKind::kFunding},
    KindWord{"openinteresthist", FileKind::kOpenInterest},
    KindWord{"globallongshortaccountratio", FileKind::kAccountRatio},
    KindWord{"klines", FileKind::kKlines},
};

constexpr std::array<std::string_view, 14> kOtherKinds{"indexPriceKlines",
                                                       "premiumIndexKlines",
                                                       "aggTrades",
                                                       "trades",
                                                       "bookTicker",
                                                       "bookDepth",
                                                       "liquidationSnapshot",
                                                       "liquidations",
                                                       "forceOrders",
                                                       "takerlongshortRatio",
                                                       "topLongShortAccountRatio",
                                                       "topLongShortPositionRatio",
                                                       "leverageBracket",
                                                       "BVOLIndex"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool all_of_symbol(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

// "BTCUSDT", "1000PEPEUSDC", "BTCUSD": capitals and digits that end in a quote currency.
bool is_symbol(std::string_view text) {
  if (!all_of_symbol(text)) return false;
  constexpr std::array<std::string_view, 5> kQuotes{"USDT", "USDC", "BUSD", "FDUSD", "USD"};
  return std::any_of(kQuotes.begin(), kQuotes.end(),
                     [&](std::string_view quote) { return text.size() > quote.size() && text.ends_with(quote); });
}

// "PERP" or a delivery date such as "240329", which follow the pair in the names of COIN-M and dated contracts.
bool is_contract_suffix(std::string_view text) {
  return text == "PERP" || (text.size() == 6 && std::all_of(text.begin(), text.end(),
                                                            [](unsigned char c) { return std::isdigit(c) != 0; }));
}

std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens(1);
  for (const char c : text) {
    if (c == '-' || c == '_' || c == '.' || c == ' ') {
      tokens.emplace_back();
    } else {
      tokens.back() += c;
    }
  }
  return tokens;
}

std::string symbol_in(const std::vector<std::string>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!is_symbol(tokens[i])) continue;
    if (i + 1 < tokens.size() && is_contract_suffix(tokens[i + 1])) return tokens[i] + "_" + tokens[i + 1];
    return tokens[i];
  }
  return "";
}

void take_kind(std::string_view word, NameHints& hints) {
  const std::string lowered = lower(word);
  for (const KindWord& known : kKindWords) {
    if (lowered == known.word && (!hints.kind || hints.kind == FileKind::kKlines)) hints.kind = known.kind;
  }
  for (const std::string_view other : kOtherKinds) {
    if (lowered == lower(other)) hints.other_kind = other;
  }
}

void take_name(const std::vector<std::string>& tokens, NameHints& hints) {
  hints.symbol = symbol_in(tokens);
  for (const std::string& token : tokens) {
    take_kind(token, hints);
    if (const std::int64_t seconds = interval_of_name(token); seconds != 0 && hints.interval_seconds == 0)
      hints.interval_seconds = seconds;
    if (lower(token) == "spot") hints.market = MarketType::kSpot;
    if (lower(token) == "mark" && !hints.symbol.empty()) hints.kind = FileKind::kMarkKlines;
  }
  // BTCUSDT-1h-2024-01: an interval right behind the symbol is how the archive names klines.
  if (!hints.kind && !hints.symbol.empty() && hints.interval_seconds != 0) hints.kind = FileKind::kKlines;
}

void take_folders_inside(const std::filesystem::path& folders, NameHints& hints) {
  std::string symbol;
  for (const auto& part : folders) {
    const std::string folder = part.string();
    take_kind(folder, hints);
    if (const std::string found = symbol_in(tokens_of(folder)); !found.empty()) symbol = found;
    if (folder == "spot") hints.market = MarketType::kSpot;
  }
  if (hints.symbol.empty()) hints.symbol = symbol;
}

void take_archive_folders(const std::filesystem::path& folders, NameHints& hints) {
  std::string before;
  for (const auto& part : folders) {
    const std::string folder = part.string();
    if (folder.ends_with("PriceKlines") || folder == "premiumIndexKlines") take_kind(folder, hints);
    const bool period = folder == "daily" || folder == "monthly";
    if (period && before == "spot") hints.market = MarketType::kSpot;
    if (before == "futures" && folder == "um") hints.market = MarketType::kUsdMargined;
    if (before == "futures" && folder == "cm") hints.market = MarketType::kCoinMargined;
    before = folder;
  }
}

}  // namespace

std::int64_t interval_of_name(std::string_view text) {
  for (const IntervalName& interval : kIntervals) {
    if (interval.name == text) return interval.seconds;
  }
  return 0;
}

std::string interval_name(std::int64_t seconds) {
  for (const IntervalName& interval : kIntervals) {
    if (interval.seconds == seconds) return std::string(interval.name);
  }
  return fmt::format("{}s", seconds);
}

bool is_kline_interval(std::int64_t seconds) {
  return std::any_of(kIntervals.begin(), kIntervals.end(),
                     [&](const IntervalName& interval) { return interval.seconds == seconds && seconds > 0; });
}

NameHints hints_of(const std::filesystem::path& inside, const std::filesystem::path& full) {
  NameHints hints;
  take_name(tokens_of(inside.stem().string()), hints);
  take_folders_inside(inside.parent_path(), hints);
  take_archive_folders(full.parent_path(), hints);
  const bool coin_margined =
      hints.symbol.find('_') != std::string::npos && hints.symbol.find("USD_") != std::string::npos;
  if (coin_margined && hints.market == MarketType::kUnknown) hints.market = MarketType::kCoinMargined;
  return hints;
}

}  // namespace tinderbox
