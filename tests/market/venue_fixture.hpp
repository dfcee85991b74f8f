// Files in the layouts of several exchanges, and the reading of them by their content alone.
#pragma once

#include "host/market/file_content.hpp"
#include "host/market/market_readers.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {

// Everything that one file held.
struct FileRows {
  FileFacts facts;
  std::vector<KlineRow> klines;
  std::vector<OpenInterestRow> interest;
  std::vector<FundingRow> funding;
  std::vector<AccountRatioRow> ratios;
};

// Reads a file as a run would, whatever its layout is. Throws InputError with all problems.
inline FileRows read_rows(const std::filesystem::path& path, const std::string& venue, const std::string& contract,
                          Decimal contract_value = {1, 0}, std::int64_t interval = 0) {
  const ContentHints hints = peek_content(path);
  if (!hints.found()) throw InputError({path.string(), "is of no known kind", hints.why_not, "", ""});
  const std::int64_t inside = hints.interval_seconds != 0 ? hints.interval_seconds : hints.spacing_seconds;
  FileRows rows;
  const FileRequest request{.path = path,
                            .kind = hints.layout->kind,
                            .symbol = contract,
                            .interval_seconds = interval != 0 ? interval : std::max<std::int64_t>(inside, 1),
                            .layout = hints.layout,
                            .venue = venue,
                            .contract_value = contract_value};
  const RowSinks sinks{[&](const KlineRow& row) { rows.klines.push_back(row); },
                       [&](const OpenInterestRow& row) { rows.interest.push_back(row); },
                       [&](const FundingRow& row) { rows.funding.push_back(row); },
                       [&](const AccountRatioRow& row) { rows.ratios.push_back(row); }};
  ProblemLog problems;
  NoProgress progress;
  rows.facts = read_market_file(request, sinks, problems, progress);
  problems.throw_if_any();
  return rows;
}

inline std::string iso(std::int64_t time) {
  return format_utc(time).substr(0, 19) + ".000Z";
}

// Rows joined into an array, newest first.
inline std::string newest_first(std::int64_t count, const std::function<std::string(std::int64_t)>& row) {
  std::string text;
  for (std::int64_t i = count; i-- > 0;) text += row(i) + (i == 0 ? "" : ",");
  return "[" + text + "]";
}
inline std::string oldest_first(std::int64_t count, const std::function<std::string(std::int64_t)>& row) {
  std::string text;
  for (std::int64_t i = 0; i < count; ++i) text += row(i) + (i + 1 == count ? "" : ",");
  return "[" + text + "]";
}

inline std::string bybit_answer(const std::string& symbol, const std::string& list) {
  return fmt::format(
      R"({{"retCode":0,"retMsg":"OK","result":{{"symbol":"{}","category":"linear","list":{}}},"retExtInfo":{{}},"time":1}})",
      symbol, list);
}
inline std::string okx_answer(const std::string& data) {
  return fmt::format(R"({{"code":"0","msg":"","data":{}}})", data);
}

// One day of hourly candles that every venue below tells in its own words: candle i opens at kStart + i hours.
struct Told {
  Candle candle;
  double interest;  // coin, at its open
};
inline Told told_at(std::int64_t i) {
  Candle candle = candle_at(kStart + i * kHour, kHour);
  candle.volume = 12.5 + static_cast<double>(i % 7) * 0.25;
  candle.quote = candle.volume * (candle.open + candle.close) / 2;
  return {candle, 80000.25 + static_cast<double>(i % 11) * 0.5};
}
inline std::string ms(std::int64_t time) {
  return std::to_string(time * 1000);
}

class VenueFiles : public MarketFiles {
 protected:
  void use(const std::string& venue, const std::string& contract, double contract_value = 1) {
    venue_.name = venue;
    venue_.contract = contract;
    venue_.contract_value = contract_value;
    venue_.lot_size = 0.0001;
    config_.venue = venue;
    config_.contract = contract;
  }
  void write_bybit(std::int64_t hours) const {
    write("bybit_kline_BTCUSDT_1h.json", bybit_answer("BTCUSDT", newest_first(hours, [](std::int64_t i) {
                                                        const Candle c = told_at(i).candle;
                                                        return fmt::format(R"(["{}","{}","{}","{}","{}","{}","{}"])",
                                                                           ms(c.time), c.open, c.high, c.low, c.close,
                                                                           c.volume, c.quote);
                                                      })));
    write("bybit_open_interest_BTCUSDT_1h.json", bybit_answer("BTCUSDT", newest_first(hours + 1, [](std::int64_t i) {
                                                                return fmt::format(
                                                                    R"({{"openInterest":"{}","timestamp":"{}"}})",
                                                                    told_at(i).interest, ms(told_at(i).candle.time));
                                                              })));
  }
  void write_okx(std::int64_t hours) const {
    write("okx/BTC-USDT-SWAP_candles_1H.json", okx_answer(newest_first(hours, [](std::int64_t i) {
            const Candle c = told_at(i).candle;
            return fmt::format(R"(["{}","{}","{}","{}","{}","{}","{}","{}","1"])", ms(c.time), c.open, c.high, c.low,
                               c.close, c.volume * 100, c.volume, c.quote);
          })));
    // The figure at a period's end stands at its start.
    write("okx/BTC-USDT-SWAP_open-interest-history_1H.json", okx_answer(newest_first(hours + 1, [](std::int64_t i) {
            return fmt::format(R"(["{}","{}","{}","1"])", ms(told_at(i).candle.time - kHour), told_at(i).interest * 100,
                               told_at(i).interest);
          })));
  }
  void write_hyperliquid(std::int64_t hours) const {
    write("hyperliquid/BTC_candles.json", oldest_first(hours, [](std::int64_t i) {
            const Candle c = told_at(i).candle;
            return fmt::format(
                R"({{"T":{},"c":"{}","h":"{}","i":"1h","l":"{}","n":7,"o":"{}","s":"BTC","t":{},"v":"{}"}})",
                (c.time + kHour) * 1000 - 1, c.close, c.high, c.low, c.open, c.time * 1000, c.volume);
          }));
    std::string contexts =
        "time,coin,funding,open_interest,prev_day_px,day_ntl_vlm,premium,oracle_px,mark_px,mid_px,impact_bid_px,"
        "impact_ask_px\n";
    for (std::int64_t i = 0; i <= hours; ++i) {
      for (const char* coin : {"ETH", "BTC"}) {
        contexts += fmt::format("{},{},0.0000125,{},1,1,,1,1,,,\n", format_utc(told_at(i).candle.time), coin,
                                told_at(i).interest * 2);
      }
    }
    write("hyperliquid/asset_ctxs/20250101.csv", contexts);
  }
  void write_kraken(std::int64_t hours) const {
    write("kraken_trade_PF_XBTUSD_1h.json",
          fmt::format(R"({{"candles":{},"more_candles":false}})", oldest_first(hours, [](std::int64_t i) {
                        const Candle c = told_at(i).candle;
                        return fmt::format(
                            R"({{"time":{},"open":"{}","high":"{}","low":"{}","close":"{}","volume":"{}"}})",
                            c.time * 1000, c.open, c.high, c.low, c.close, c.volume);
                      })));
    write("kraken_open-interest_PF_XBTUSD.json",
          fmt::format(R"({{"result":{{"timestamp":{},"more":false,"data":{}}},"errors":[]}})",
                      oldest_first(hours + 1, [](std::int64_t i) { return std::to_string(told_at(i).candle.time); }),
                      oldest_first(hours + 1, [](std::int64_t i) {
                        return fmt::format(R"(["{0}","{0}","{0}","{0}"])", told_at(i).interest);
                      })));
  }
  // Candles carry the open interest; one more of them closes the last bar.
  void write_dydx(std::int64_t hours) const {
    write("dydx_candles_BTC-USD.json",
          fmt::format(
              R"({{"candles":{}}})", newest_first(hours + 1, [](std::int64_t i) {
                const Candle c = told_at(i).candle;
                return fmt::format(
                    R"({{"startedAt":"{}","ticker":"BTC-USD","resolution":"1HOUR","low":"{}","high":"{}","open":"{}",)"
                    R"("close":"{}","baseTokenVolume":"{}","usdVolume":"{}","trades":7,"startingOpenInterest":"{}",)"
                    R"("orderbookMidPriceOpen":null}})",
                    iso(c.time), c.low, c.high, c.open, c.close, c.volume, c.quote, told_at(i).interest);
              })));
  }
};

}  // namespace tinderbox::testing
