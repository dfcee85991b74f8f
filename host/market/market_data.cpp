#include "host/market/market_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

namespace tinderbox {
namespace {

bool agree_or_fill(double& kept, double other) {
  if (std::isnan(kept)) kept = other;
  return std::isnan(other) || kept == other;
}

std::string text_of(const KlineRow& row) {
  return fmt::format("open {} high {} low {} close {} volume {} quote {} taker {}", row.open, row.high, row.low,
                     row.close, row.volume, row.quote_volume, row.taker_buy_volume);
}
std::string text_of(const OpenInterestPoint& point) {
  return fmt::format("open interest {} lots", point.lots);
}
std::string text_of(const FundingRow& row) {
  return fmt::format("rate {}", row.rate);
}
std::string text_of(const AccountRatioRow& row) {
  return fmt::format("ratio {}", row.long_short_ratio);
}

// Two rows at one time that say different things: both places are named.
template <typename Row>
std::function<void(const Row&, const Row&)> conflict_reporter(const std::vector<FileNotes>& files,
                                                              ProblemLog& problems) {
  return [&files, &problems](const Row& kept, const Row& other) {
    if (problems.full()) return problems.add({});
    problems.add({files[other.source.file].place_of(other.source),
                  fmt::format("disagrees with {}", files[kept.source.file].place_of(kept.source)), text_of(other),
                  text_of(kept), "remove the wrong one"});
  };
}

// Routes the rows of the files into the series.
class Collector {
 public:
  Collector(const FileSelection& selection, const MarketConfig& config, const Venue& venue, ProblemLog& problems)
      : venue_(&venue),
        lot_size_(decimal_of(venue.lot_size)),
        problems_(&problems),
        klines_(config.start_utc, config.end_utc, conflict_reporter<KlineRow>(files_, problems)),
        mark_klines_(config.start_utc, config.end_utc, conflict_reporter<KlineRow>(files_, problems)),
        open_interest_(config.start_utc, config.end_utc + 1, conflict_reporter<OpenInterestPoint>(files_, problems)),
        funding_(config.start_utc, config.end_utc, conflict_reporter<FundingRow>(files_, problems)),
        ratios_(config.start_utc, config.end_utc, conflict_reporter<AccountRatioRow>(files_, problems)) {
    for (const CatalogEntry& entry : selection.files) files_.emplace_back().entry = entry;
  }

  void read(std::uint32_t index, const std::string& symbol, Progress& progress) {
    FileNotes& notes = files_[index];
    // Inverse contracts are counted as they are; of linear ones their size in coin.
    const bool linear = venue_->contract_kind == ContractKind::kLinear;
    const FileRequest request{.path = notes.entry.path,
                              .kind = notes.entry.kind,
                              .symbol = symbol,
                              .interval_seconds = notes.entry.interval_seconds,
                              .file_index = index,
                              .layout = notes.entry.layout,
                              .venue = venue_->name,
                              .contract_value = linear ? decimal_of(venue_->contract_value) : Decimal{1, 0}};
    notes.facts = read_market_file(request, sinks_of(notes), *problems_, progress);
  }

  MarketData finish() {
    klines_.finish();
    mark_klines_.finish();
    open_interest_.finish();
    funding_.finish();
    ratios_.finish();
    problems_->throw_if_any();
    return {std::move(files_),   std::move(klines_), std::move(mark_klines_),    std::move(open_interest_),
            std::move(funding_), std::move(ratios_), std::move(funding_spacing_)};
  }

 private:
  RowSinks sinks_of(FileNotes& notes) {
    RowSinks sinks;
    if (notes.entry.kind == FileKind::kMarkKlines) {
      sinks.kline = [this](const KlineRow& row) { mark_klines_.add(row); };
    } else {
      sinks.kline = [this, &notes](const KlineRow& row) { take_kline(row, notes); };
    }
    sinks.open_interest = [this, &notes](const OpenInterestRow& row) { take_open_interest(row, notes); };
    sinks.account_ratio = [this](const AccountRatioRow& row) {
      if (!std::isnan(row.long_short_ratio)) ratios_.add(row);
    };
    sinks.funding = [this](const FundingRow& row) {
      funding_spacing_.add(row.time);
      funding_.add(row);
    };
    return sinks;
  }

  void take_kline(const KlineRow& row, FileNotes& notes) {
    if (row.taker_buy_volume > 0) notes.first_taker_time = std::min(notes.first_taker_time, row.time);
    klines_.add(row);
  }

  void take_open_interest(const OpenInterestRow& row, FileNotes& notes) {
    if (!std::isnan(row.long_short_ratio)) ratios_.add({row.time, row.source, row.long_short_ratio});
    if (!row.contracts) {
      if (notes.without_interest++ == 0) notes.without_interest_first = row.time;
      return;
    }
    const auto count = to_lots(*row.contracts, lot_size_);
    if (!count) {
      problems_->add(
          {notes.place_of(row.source), "open interest is too large", "", fmt::format("at most {} lots", kMaxLots), ""});
      return;
    }
    if (count->rounded && notes.rounded++ == 0) notes.rounded_first = row.time;
    notes.spacing.add(row.time);
    open_interest_.add({row.time, row.source, count->lots});
  }

  std::vector<FileNotes> files_;  // the conflict reporters of the series below refer to it
  const Venue* venue_;
  Decimal lot_size_;
  ProblemLog* problems_;
  KlineSeries klines_;
  KlineSeries mark_klines_;
  OpenInterestSeries open_interest_;
  FundingSeries funding_;
  RatioSeries ratios_;
  CommonSpacing funding_spacing_;
};

}  // namespace

bool MergeKlines::operator()(KlineRow& kept, const KlineRow& other) const {
  const bool candle = kept.open == other.open && kept.high == other.high && kept.low == other.low &&
                      kept.close == other.close && kept.volume == other.volume;
  return candle && agree_or_fill(kept.quote_volume, other.quote_volume) &&
         agree_or_fill(kept.taker_buy_volume, other.taker_buy_volume);
}

bool MergeFunding::operator()(FundingRow& kept, const FundingRow& other) const {
  if (kept.interval_hours == 0) kept.interval_hours = other.interval_hours;
  return kept.rate == other.rate;
}

std::string FileNotes::place_of(RowSource source) const {
  const std::string file = entry.path.string();
  return RowPlace{file, source.number, entry.json ? RowUnit::kElement : RowUnit::kLine}.text();
}

MarketData read_market_data(const FileSelection& selection, const MarketConfig& config, const Venue& venue,
                            ProblemLog& problems, Progress& progress) {
  Collector collector(selection, config, venue, problems);
  for (std::uint32_t i = 0; i < selection.files.size(); ++i) {
    collector.read(i, config.contract, progress);
    if (problems.full()) problems.throw_if_any();
  }
  return collector.finish();
}

}  // namespace tinderbox
