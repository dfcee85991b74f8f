#include "sim/contract.hpp"

#include <gtest/gtest.h>

namespace tinderbox {
namespace {

TEST(UsdOfLots, ALinearLotIsWorthThePriceAndAnInverseOneIsNot) {
  const ContractTerms linear{0.001, 0};
  EXPECT_DOUBLE_EQ(usd_of_lots(linear, 2000, 50'000), 100'000);
  EXPECT_DOUBLE_EQ(usd_of_lots(linear, 2000, 500'000, 0.1), 100'000);
  const ContractTerms inverse{10, 100};
  EXPECT_EQ(usd_of_lots(inverse, 3, 50'000), 3000);
  EXPECT_EQ(usd_of_lots(inverse, 3, 1, 0.1), 3000);
}

}  // namespace
}  // namespace tinderbox
