// The formulas that a row of a batch may name in its column `model`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/margin/margin_solver.hpp"

namespace tinderbox {

enum class ModelPrices {
  kBoth,           // liquidation and bankruptcy price of the family
  kBankruptcy,     // bankruptcy price alone
  kBankruptcyFee,  // maintenance that holds the fee of closing at the bankruptcy price (sim/margin_inverse.hpp)
};

enum class ModelKind { kLinear, kInverse, kEither };

struct BatchModel {
  std::string_view name;
  MarginFamily family;
  ModelKind kind;
  ModelPrices prices;
  double tick;  // of the shown price; 0 for none
};

[[nodiscard]] const BatchModel* find_batch_model(std::string_view name);
[[nodiscard]] std::vector<std::string> batch_model_names();

}  // namespace tinderbox
