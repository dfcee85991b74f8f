#include "host/market/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
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

// As OKX (1H, 1D; 1M is a month) and dYdX spell them.
constexpr std::array kOtherSpellings{
    IntervalName{"1H", 3600},     IntervalName{"2H", 7200},    IntervalName{"4H", 14400},
    IntervalName{"6H", 21600},    IntervalName{"12H", 43200},  IntervalName{"1D", 86400},
    IntervalName{"3D", -1},       IntervalName{"1W", -1},      IntervalName{"1M", -1},
    IntervalName{"1MIN", 60},     IntervalName{"5MINS", 300},  IntervalName{"15MINS", 900},
    IntervalName{"30MINS", 1800}, IntervalName{"1HOUR", 3600}, IntervalName{"4HOURS", 14400},
    IntervalName{"1DAY", 86400},
};

// Venues by the words that files are named with.
struct VenueWord {
  std::string_view word;
  std::string_view venue;
};
constexpr std::array kVenueWords{
    VenueWord{"binance", "binance"},
    VenueWord{"bybit", "bybit"},
    VenueWord{"okx", "okx"},
    VenueWord{"okex", "okx"},
    VenueWord{"hyperliquid", "hyperliquid"},
    VenueWord{"kraken", "kraken"},
    VenueWord{"krakenfutures", "kraken"},
    VenueWord{"dydx", "dydx"},
    VenueWord{"bitget", "bitget"},
    VenueWord{"gate", "gate"},
    VenueWord{"kucoin", "kucoin"},
    VenueWord{"bitmex", "bitmex"},
    VenueWord{"deribit", "deribit"},
};

// Kinds as other venues' endpoints are called, looked for in the letters and digits of the whole name.
struct NamePart {
  std::string_view part;
  FileKind kind;
};
constexpr std::array kNameParts{
    NamePart{"openinterest", FileKind::kOpenInterest}, NamePart{"fundingrate", FileKind::kFunding},
    NamePart{"fundinghistory", FileKind::kFunding},    NamePart{"historicalfunding", FileKind::kFunding},
    NamePart{"accountratio", FileKind::kAccountRatio},
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

bool is_coin(std::string_view text) {
  const auto letter = [](unsigned char c) { return std::isupper(c) != 0; };
  return text.size() <= 12 && all_of_symbol(text) && std::any_of(text.begin(), text.end(), letter);
}

bool is_quote(std::string_view text) {
  return text == "USDT" || text == "USDC" || text == "USD";
}

// Where the contract's own tokens stand in a row: "BTC", "USDT", "SWAP".
bool names_contract(const std::vector<std::string>& tokens, std::string_view contract) {
  if (contract.empty()) return false;
  const std::vector<std::string> wanted = tokens_of(contract);
  return std::search(tokens.begin(), tokens.end(), wanted.begin(), wanted.end()) != tokens.end();
}

// The symbol that begins at token i: "BTCUSDT", "BTCUSD_PERP", "PF_XBTUSD", "BTC-USDT-SWAP", "BTC-USD"; "" for none.
std::string symbol_at(const std::vector<std::string>& tokens, std::size_t i) {
  const auto token = [&](std::size_t k) {
    return k < tokens.size() ? std::string_view(tokens[k]) : std::string_view();
  };
  const bool futures = token(i) == "PF" || token(i) == "PI" || token(i) == "FF" || token(i) == "FI";
  if (futures && is_symbol(token(i + 1))) return tokens[i] + "_" + tokens[i + 1];
  if (is_symbol(token(i))) return is_contract_suffix(token(i + 1)) ? tokens[i] + "_" + tokens[i + 1] : tokens[i];
  if (!is_coin(token(i)) || !is_quote(token(i + 1))) return "";
  const std::string pair = tokens[i] + "-" + tokens[i + 1];
  return token(i + 2) == "SWAP" ? pair + "-SWAP" : pair;
}

std::string without_separators(std::string_view symbol) {
  std::string result;
  std::copy_if(symbol.begin(), symbol.end(), std::back_inserter(result), [](char c) { return c != '-' && c != '_'; });
  return result;
}

// A symbol that is the contract in another spelling ("BTC-USDT" for "BTCUSDT") is written as the contract is.
std::string symbol_in(const std::vector<std::string>& tokens, std::string_view contract) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string symbol = symbol_at(tokens, i);
    if (symbol.empty()) continue;
    return without_separators(symbol) == without_separators(contract) ? std::string(contract) : symbol;
  }
  return names_contract(tokens, contract) ? std::string(contract) : "";
}

void take_venue(std::string_view token, NameHints& hints) {
  const std::string lowered = lower_case(token);
  for (const VenueWord& known : kVenueWords) {
    if (lowered == known.word && hints.venue.empty()) hints.venue = known.venue;
  }
}

void take_kind(std::string_view word, NameHints& hints) {
  const std::string lowered = lower_case(word);
  for (const KindWord& known : kKindWords) {
    if (lowered == known.word && (!hints.kind || hints.kind == FileKind::kKlines)) hints.kind = known.kind;
  }
  for (const std::string_view other : kOtherKinds) {
    if (lowered == lower_case(other)) hints.other_kind = other;
  }
}

// Where no word says the kind, parts of the whole name may.
void take_parts(NameHints& hints) {
  if (hints.kind) return;
  for (const NamePart& known : kNameParts) {
    if (hints.words.find(known.part) != std::string::npos) hints.kind = known.kind;
  }
  const bool mark = hints.words.find("markprice") != std::string::npos;
  if (mark && !hints.symbol.empty()) hints.kind = FileKind::kMarkKlines;
}

void take_name(const std::vector<std::string>& tokens, std::string_view contract, NameHints& hints) {
  hints.symbol = symbol_in(tokens, contract);
  for (const std::string& token : tokens) {
    hints.words += lower_case(token);
    take_kind(token, hints);
    take_venue(token, hints);
    if (hints.coin.empty() && is_coin(token)) hints.coin = token;
    if (const std::int64_t seconds = interval_of_name(token); seconds != 0 && hints.interval_seconds == 0)
      hints.interval_seconds = seconds;
    if (lower_case(token) == "spot") hints.market = MarketType::kSpot;
    if (lower_case(token) == "mark" && !hints.symbol.empty()) hints.kind = FileKind::kMarkKlines;
  }
  take_parts(hints);
  // BTCUSDT-1h-2024-01: an interval right behind the symbol is how the archive names klines.
  hints.kind_guessed = !hints.kind && !hints.symbol.empty() && hints.interval_seconds != 0;
  if (hints.kind_guessed) hints.kind = FileKind::kKlines;
}

void take_folders_inside(const std::filesystem::path& folders, std::string_view contract, NameHints& hints) {
  std::string symbol;
  for (const auto& part : folders) {
    const std::string folder = part.string();
    take_kind(folder, hints);
    const std::vector<std::string> tokens = tokens_of(folder);
    if (const std::string found = symbol_in(tokens, contract); !found.empty()) symbol = found;
    for (const std::string& token : tokens) take_venue(token, hints);
    hints.words += lower_case(without_separators(folder));
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
  for (const IntervalName& interval : kOtherSpellings) {
    if (interval.name == text) return interval.seconds;
  }
  return 0;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string coin_of_contract(std::string_view contract) {
  for (const std::string_view prefix : {"PF_", "PI_", "FF_", "FI_"}) {
    if (contract.starts_with(prefix)) contract.remove_prefix(prefix.size());
  }
  contract = contract.substr(0, contract.find_first_of("-_"));
  for (const std::string_view quote : {"USDTM", "USDT", "USDC", "FDUSD", "BUSD", "USD"}) {
    if (contract.size() <= quote.size() || !contract.ends_with(quote)) continue;
    contract.remove_suffix(quote.size());
    break;
  }
  return contract == "XBT" ? "BTC" : std::string(contract);
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

NameHints hints_of(const std::filesystem::path& inside, const std::filesystem::path& full, std::string_view contract) {
  NameHints hints;
  take_name(tokens_of(inside.stem().string()), contract, hints);
  take_folders_inside(inside.parent_path(), contract, hints);
  take_archive_folders(full.parent_path(), hints);
  const bool coin_margined =
      hints.symbol.find('_') != std::string::npos && hints.symbol.find("USD_") != std::string::npos;
  if (coin_margined && hints.market == MarketType::kUnknown) hints.market = MarketType::kCoinMargined;
  return hints;
}

}  // namespace tinderbox
