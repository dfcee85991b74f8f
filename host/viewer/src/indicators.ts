// What traders lay over the map: moving averages of the close, and volume by price.

// Mean of the last `length` values; NaN where there are fewer.
export function movingAverage(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(values.length).fill(NaN);
  let sum = 0;
  for (let i = 0; i < values.length; ++i) {
    sum += values[i];
    if (i >= length) sum -= values[i - length];
    if (i >= length - 1) result[i] = sum / length;
  }
  return result;
}

// Volume of the bars [first, last) by equal slices of [from, to] in price: a bar's volume is spread evenly over its range.
export function volumeProfile(low: Float64Array, high: Float64Array, volume: Float64Array, first: number, last: number,
  from: number, to: number, slices: number): Float64Array {
  const result = new Float64Array(slices);
  const width = (to - from) / slices;
  for (let bar = first; bar < last; ++bar) {
    const range = Math.max(high[bar] - low[bar], 1e-9);
    if (!(volume[bar] > 0) || !Number.isFinite(range)) continue;
    const begin = Math.max(0, Math.floor((low[bar] - from) / width));
    const end = Math.min(slices - 1, Math.floor((low[bar] + range - from) / width));
    for (let slice = begin; slice <= end; ++slice) {
      const bottom = Math.max(low[bar], from + slice * width);
      const top = Math.min(low[bar] + range, from + (slice + 1) * width);
      if (top > bottom) result[slice] += (volume[bar] * (top - bottom)) / range;
    }
  }
  return result;
}

// Candles of `group` bars each: [open, high, low, close] of the bars [first, first + group).
export function candle(bars: { open: Float64Array; high: Float64Array; low: Float64Array; close: Float64Array },
  first: number, group: number): [number, number, number, number] {
  const end = Math.min(first + group, bars.open.length);
  let high = -Infinity;
  let low = Infinity;
  for (let i = first; i < end; ++i) {
    high = Math.max(high, bars.high[i]);
    low = Math.min(low, bars.low[i]);
  }
  return [bars.open[first], high, low, bars.close[end - 1]];
}
