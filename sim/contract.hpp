// What the lots of a contract are worth: the one place where contracts become dollars.
//
// Linear: a lot is lot_size base units, worth lot_size * price. Inverse: a lot is lot_size contracts of a fixed number
// of dollars, whatever the price.
#pragma once

#include "sim/platform.hpp"

namespace tinderbox {

struct ContractTerms {
  double lot_size;     // base units (linear) or contracts (inverse) in one lot
  double inverse_usd;  // USD of one inverse contract; 0: the contract is linear
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// USD of `lots` at a price of `price` * `price_unit` USD; the unit is one for a price in USD, the tick for one in
// ticks.
TINDERBOX_HD double usd_of_lots(const ContractTerms& contract, double lots, double price, double price_unit = 1.0) {
  const double contracts = lots * contract.lot_size;
  return contract.inverse_usd > 0 ? contracts * contract.inverse_usd : contracts * price * price_unit;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
