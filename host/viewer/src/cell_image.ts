// A rectangle of cells of one layer. Each cell is a pair (long, short); a layer without sides keeps its value in the
// first of the pair. Cells are stored price by price within a time. Blocks of `timeFactor` x `priceFactor` cells of the
// file may stand as one: the largest of them, so that thin clusters stay visible when zoomed out.

export const kUnknown = -1; // no layer holds negative values; GPUs need not keep a NaN

export interface CellImage {
  times: number; // size in blocks
  prices: number;
  firstTime: number; // first cell of the file
  firstPrice: number;
  timeFactor: number;
  priceFactor: number;
  values: Float32Array; // 2 * (time * prices + price) + side
}

// The larger of two values; an unknown gives way to a known one.
function larger(a: number, b: number): number {
  return a > b ? a : b;
}

// Halves the resolution along one axis or both.
export function halved(image: CellImage, along: { time: boolean; price: boolean }): CellImage {
  const dt = along.time ? 2 : 1;
  const dp = along.price ? 2 : 1;
  const times = Math.ceil(image.times / dt);
  const prices = Math.ceil(image.prices / dp);
  const values = new Float32Array(2 * times * prices).fill(kUnknown);
  for (let t = 0; t < image.times; ++t) {
    const from = 2 * t * image.prices;
    const to = 2 * Math.floor(t / dt) * prices;
    for (let p = 0; p < image.prices; ++p) {
      const cell = to + 2 * (dp === 2 ? p >> 1 : p);
      values[cell] = larger(values[cell], image.values[from + 2 * p]);
      values[cell + 1] = larger(values[cell + 1], image.values[from + 2 * p + 1]);
    }
  }
  return { ...image, times, prices, timeFactor: image.timeFactor * dt, priceFactor: image.priceFactor * dp, values };
}

// Enters rows of a dataset into the image: `rows` holds (time, side, price) or, without sides, (time, price), of the
// times from `firstRow` on and of exactly the image's prices at full resolution (`prices` of them).
export function enterRows(image: CellImage, rows: Float32Array, sides: 1 | 2, firstRow: number, prices: number): void {
  const count = rows.length / (sides * prices);
  for (let row = 0; row < count; ++row) {
    const block = Math.floor((firstRow + row - image.firstTime) / image.timeFactor);
    for (let side = 0; side < sides; ++side) {
      const from = (row * sides + side) * prices;
      const to = 2 * block * image.prices + side;
      for (let p = 0; p < prices; ++p) {
        const value = rows[from + p];
        const cell = to + 2 * Math.floor(p / image.priceFactor);
        if (value > image.values[cell]) image.values[cell] = value;
      }
    }
  }
}

// An image of the given cells in which nothing is known yet, at most `limit` blocks along each axis.
export function emptyImage(firstTime: number, times: number, firstPrice: number, prices: number, limit: number): CellImage {
  const factor = (cells: number) => 2 ** Math.max(0, Math.ceil(Math.log2(cells / limit)));
  const timeFactor = factor(times);
  const priceFactor = factor(prices);
  const size = { times: Math.ceil(times / timeFactor), prices: Math.ceil(prices / priceFactor) };
  const values = new Float32Array(2 * size.times * size.prices).fill(kUnknown);
  return { ...size, firstTime, firstPrice, timeFactor, priceFactor, values };
}
