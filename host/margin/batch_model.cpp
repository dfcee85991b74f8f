#include "host/margin/batch_model.hpp"

#include <array>

namespace tinderbox {
namespace {

constexpr double kBitmexTick = 0.5;  // of XBTUSD

// kucoin_posmaint: posMargin and posMaint hold the same fee, so that their difference is W less maintenance at entry.
// bitmex_predikate: whole satoshi a contract, without a tick.
constexpr std::array<BatchModel, 10> kModels = {{
    {"lin_mark", MarginFamily::kLinearMark, ModelKind::kLinear, ModelPrices::kBoth, 0},
    {"lin_entry", MarginFamily::kLinearEntry, ModelKind::kLinear, ModelPrices::kBoth, 0},
    {"inv_mark", MarginFamily::kInverseMark, ModelKind::kInverse, ModelPrices::kBoth, 0},
    {"inv_entry", MarginFamily::kInverseEntry, ModelKind::kInverse, ModelPrices::kBoth, 0},
    {"lin_curmark", MarginFamily::kLinearCurrentMark, ModelKind::kLinear, ModelPrices::kBoth, 0},
    {"bp", MarginFamily::kLinearMark, ModelKind::kEither, ModelPrices::kBankruptcy, 0},
    {"kucoin_posmaint", MarginFamily::kLinearEntry, ModelKind::kLinear, ModelPrices::kBoth, 0},
    {"bitmex_predikate", MarginFamily::kBitmexSatoshi, ModelKind::kInverse, ModelPrices::kBoth, 0},
    {"bitmex_satoshi", MarginFamily::kBitmexSatoshi, ModelKind::kInverse, ModelPrices::kBoth, kBitmexTick},
    {"bybit_inverse_cross_2020", MarginFamily::kInverseEntry, ModelKind::kInverse, ModelPrices::kBankruptcyFee, 0},
}};

}  // namespace

const BatchModel* find_batch_model(std::string_view name) {
  for (const BatchModel& model : kModels)
    if (model.name == name) return &model;
  return nullptr;
}

std::vector<std::string> batch_model_names() {
  std::vector<std::string> names;
  for (const BatchModel& model : kModels) names.emplace_back(model.name);
  return names;
}

}  // namespace tinderbox
