// Every margin family on the device and on the host, bit for bit, over random positions. Exit status 1 where they
// differ.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "sim/margin_bitmex.hpp"
#include "sim/margin_deribit.hpp"
#include "sim/margin_hedge.hpp"
#include "sim/margin_whole.hpp"
#include "tests/sim/statistics.hpp"

namespace {

using namespace tinderbox;

constexpr int kPositions = 20'000;
constexpr int kPrices = 15;  // a position
constexpr int kTiers = 12;

struct Terms {
  double side, size, entry, share, coin, fee, mark;  // share: collateral over entry value
};

struct Tables {
  MarginTier usd[kTiers];
  MarginTier coin[kTiers];
};

// A price, or a negative number that says why there is none.
TINDERBOX_HD double told(const LiquidationPrice& p) {
  return p.outcome == LiquidationOutcome::kAtPrice ? p.price : -1.0 - static_cast<double>(p.outcome);
}

TINDERBOX_HD void linear_families(const Terms& t, const Tables& tables, double* out) {
  const LinearPosition p{t.side, t.size, t.entry, t.share * t.entry * t.size, t.coin};
  out[0] = told(linear_mark_price(p, tables.usd, kTiers, t.fee));
  out[1] = told(linear_entry_price(p, 0.01, 5));
  out[2] = told(linear_current_mark_price(p, 0.01, 5, t.fee, t.mark));
  out[3] = told(linear_bankruptcy_price(p));
  out[4] = told(linear_whole_price(p, tables.usd, kTiers, t.fee, t.entry));
  const HedgedAccount pair{t.size, t.entry, 0.6 * t.size, t.mark, p.collateral, t.coin};
  const SafePrices safe = linear_hedge_prices(pair, {tables.usd, kTiers}, {tables.usd, kTiers}, t.fee);
  out[5] = told(safe.below);
  out[6] = told(safe.above);
}

TINDERBOX_HD void inverse_families(const Terms& t, const Tables& tables, double* out) {
  const InversePosition p{t.side, t.size * t.entry, t.entry, t.share * t.size};
  out[0] = told(inverse_mark_price(p, tables.coin, kTiers, t.fee));
  out[1] = told(inverse_entry_price(p, 0.01, 0.01));
  out[2] = told(inverse_whole_price(p, tables.coin, kTiers, t.fee, t.entry));
  out[3] = told(deribit_inverse_price(p, {0.01, 5e-5}, t.fee));
  out[4] = told(bitmex_liquidation_price(p, 0.005, t.fee, 0.5));
  out[5] = told(inverse_bankruptcy_fee_prices(p, 0.005, 0, t.fee).liquidation);
  const HedgedAccount pair{p.notional, t.entry, 0.6 * p.notional, t.mark, p.collateral, 0};
  const SafePrices safe = inverse_hedge_prices(pair, {tables.coin, kTiers}, {tables.coin, kTiers}, t.fee);
  out[6] = told(safe.below);
  out[7] = told(safe.above);
}

TINDERBOX_HD void all_families(const Terms& t, const Tables& tables, double* out) {
  linear_families(t, tables, out);
  inverse_families(t, tables, out + 7);
}

__global__ void prices_kernel(const Terms* terms, const Tables* tables, double* out) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < kPositions) all_families(terms[i], *tables, out + i * kPrices);
}

std::vector<Terms> random_terms() {
  testing::CaseSource cases(461);
  std::vector<Terms> terms(kPositions);
  for (Terms& t : terms) {
    t.side = cases.below(2) == 0 ? 1 : -1;
    t.size = cases.log_between(1e-3, 1e3);
    t.entry = cases.log_between(1e4, 1e5);
    t.share = 1.2 / cases.log_between(1, 150);
    t.coin = cases.below(2) == 0 ? 0 : t.size * cases.unit();
    t.fee = cases.between(0, 0.001);
    t.mark = t.entry * cases.between(0.9, 1.1);
  }
  return terms;
}

void fill(MarginTier* tiers, double cap) {
  double floor = 0;
  double rate = 0.004;
  double amount = 0;
  for (int i = 0; i < kTiers; ++i) {
    tiers[i] = {floor, cap, rate, amount};
    floor = cap;
    cap *= 2.5;
    const double step = 0.004 * i + 0.001;
    amount += floor * step;
    rate += step;
  }
}

bool works(cudaError_t status) {
  if (status != cudaSuccess) std::printf("CUDA: %s\n", cudaGetErrorString(status));
  return status == cudaSuccess;
}

// False where the device cannot be used.
bool on_device(const std::vector<Terms>& terms, const Tables& tables, std::vector<double>& out) {
  Terms* d_terms = nullptr;
  Tables* d_tables = nullptr;
  double* d_out = nullptr;
  bool good = works(cudaMalloc(&d_terms, terms.size() * sizeof(Terms))) &&
              works(cudaMalloc(&d_tables, sizeof(Tables))) && works(cudaMalloc(&d_out, out.size() * sizeof(double))) &&
              works(cudaMemcpy(d_terms, terms.data(), terms.size() * sizeof(Terms), cudaMemcpyHostToDevice)) &&
              works(cudaMemcpy(d_tables, &tables, sizeof(Tables), cudaMemcpyHostToDevice));
  constexpr int kBlock = 128;
  if (good) prices_kernel<<<(kPositions + kBlock - 1) / kBlock, kBlock>>>(d_terms, d_tables, d_out);
  good = good && works(cudaGetLastError()) &&
         works(cudaMemcpy(out.data(), d_out, out.size() * sizeof(double), cudaMemcpyDeviceToHost));
  cudaFree(d_terms);
  cudaFree(d_tables);
  cudaFree(d_out);
  return good;
}

}  // namespace

int main() {
  Tables tables;
  fill(tables.usd, 1e5);
  fill(tables.coin, 1);
  const std::vector<Terms> terms = random_terms();
  std::vector<double> device(static_cast<std::size_t>(kPositions) * kPrices);
  std::vector<double> host(device.size());
  if (!on_device(terms, tables, device)) return 1;
  for (int i = 0; i < kPositions; ++i) all_families(terms[static_cast<std::size_t>(i)], tables, &host[i * kPrices]);
  int different = 0;
  int priced = 0;
  for (std::size_t i = 0; i < host.size(); ++i) {
    different += std::memcmp(&host[i], &device[i], sizeof(double)) != 0;
    priced += host[i] > 0;
  }
  std::printf("%d of %zu prices differ, %d are prices\n", different, host.size(), priced);
  return different == 0 && priced > kPositions ? 0 : 1;
}
