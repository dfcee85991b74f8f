// Grids, images of cells and their coarser versions, windows, indicators.
import { describe, expect, it } from 'vitest';
import { emptyImage, enterRows, halved, kUnknown } from '@viewer/cell_image';
import { cellOf, cellsBetween } from '@viewer/grid';
import { candle, movingAverage, volumeProfile } from '@viewer/indicators';
import { Pyramid } from '@viewer/pyramid';
import { clamped, priceAt, timeAt, xOf, yOf, zoomed } from '@viewer/view';

const edges = Float64Array.of(0, 1, 3, 7);

describe('grid', () => {
  it('finds the cell, lower edge included', () => {
    expect([-0.1, 0, 0.9, 1, 2.9, 3, 6.9, 7, NaN].map((x) => cellOf(edges, x))).toEqual([-1, 0, 0, 1, 1, 2, 2, -1, -1]);
  });
  it('finds the cells of a window', () => {
    expect(cellsBetween(edges, -5, 100)).toEqual([0, 3]);
    expect(cellsBetween(edges, 1.5, 2)).toEqual([1, 2]);
    expect(cellsBetween(edges, 8, 9)).toEqual([0, 0]);
  });
});

// An image of `times` x `prices` whose cells hold what value() says, by side.
function imageOf(times: number, prices: number, limit: number, value: (t: number, side: number, p: number) => number) {
  const image = emptyImage(0, times, 0, prices, limit);
  const rows = new Float32Array(times * 2 * prices);
  for (let t = 0; t < times; ++t) for (let side = 0; side < 2; ++side) for (let p = 0; p < prices; ++p) rows[(t * 2 + side) * prices + p] = value(t, side, p);
  enterRows(image, rows, 2, 0, prices);
  return image;
}

describe('image', () => {
  it('keeps each cell where it is', () => {
    const image = imageOf(3, 5, 100, (t, side, p) => 100 * t + 10 * side + p);
    expect([image.times, image.prices, image.timeFactor, image.priceFactor]).toEqual([3, 5, 1, 1]);
    for (let t = 0; t < 3; ++t) for (let p = 0; p < 5; ++p) expect([...image.values.slice(2 * (t * 5 + p), 2 * (t * 5 + p) + 2)]).toEqual([100 * t + p, 100 * t + 10 + p]);
  });
  it('lets no cell vanish: blocks hold their largest, whatever the limit', () => {
    for (const limit of [64, 7, 4, 1]) {
      const image = imageOf(33, 31, limit, (t, side, p) => (t === 32 && p === 30 && side === 1 ? 5 : 0));
      expect(Math.max(image.times, image.prices)).toBeLessThanOrEqual(limit);
      expect(image.values.at(-1)).toBe(5);
      expect(image.values.reduce((a, b) => a + b, 0)).toBe(5);
    }
  });
  it('has unknown cells where the file has NaN, and a known neighbour wins a block', () => {
    const image = imageOf(2, 2, 10, (t, side, p) => (t === 0 ? NaN : side + p));
    expect([...image.values]).toEqual([kUnknown, kUnknown, kUnknown, kUnknown, 0, 1, 1, 2]);
    expect([...halved(image, { time: true, price: true }).values]).toEqual([1, 2]);
  });
  it('is as coarse as the pixels, an axis at a time', () => {
    const pyramid = new Pyramid(imageOf(64, 32, 100, (t, side, p) => t * 32 + p));
    const factors = (t: number, p: number) => [pyramid.level(t, p).timeFactor, pyramid.level(t, p).priceFactor];
    expect([factors(0.1, 0.5), factors(1, 1), factors(1.5, 1), factors(1, 4), factors(1e9, 1e9)]).toEqual([[1, 1], [1, 1], [2, 1], [1, 4], [64, 32]]);
    expect([...pyramid.level(64, 32).values]).toEqual([64 * 32 - 1, 64 * 32 - 1]);
    expect(pyramid.level(3, 1)).toBe(pyramid.level(4, 1));
  });
});

describe('window', () => {
  const world = { t0: 0, t1: 100, p0: 10, p1: 20 };
  const rect = { x: 5, y: 7, width: 200, height: 50 };
  it('goes from pixels to values and back', () => {
    expect(timeAt(world, rect, xOf(world, rect, 33))).toBeCloseTo(33, 10);
    expect(priceAt(world, rect, yOf(world, rect, 12.5))).toBeCloseTo(12.5, 10);
    expect(yOf(world, rect, 20)).toBe(7);
  });
  it('stays in the world and above its least size', () => {
    expect(clamped({ t0: -50, t1: 20, p0: 15, p1: 15.1 }, world, 5, 1)).toEqual({ t0: 0, t1: 70, p0: 14.55, p1: 15.55 });
    expect(clamped({ t0: -1e9, t1: 1e9, p0: -1e9, p1: 1e9 }, world, 5, 1)).toEqual(world);
  });
  it('keeps the point under the cursor when it zooms', () => {
    const view = zoomed(world, 40, 13, 0.5, 0.25);
    expect((40 - view.t0) / (view.t1 - view.t0)).toBeCloseTo(0.4, 12);
    expect((13 - view.p0) / (view.p1 - view.p0)).toBeCloseTo(0.3, 12);
  });
});

describe('indicators', () => {
  it('averages the last bars', () => {
    expect([...movingAverage(Float64Array.of(1, 2, 3, 4), 2)]).toEqual([NaN, 1.5, 2.5, 3.5]);
  });
  it('spreads volume over the range of a bar, and loses none', () => {
    const profile = volumeProfile(Float64Array.of(0, 5), Float64Array.of(10, 5), Float64Array.of(100, 7), 0, 2, 0, 10, 4);
    expect(profile.reduce((a, b) => a + b, 0)).toBeCloseTo(107, 5);
    expect([...profile].map((x) => Math.round(x))).toEqual([25, 25, 32, 25]);
  });
  it('joins bars into a candle', () => {
    const bars = { open: Float64Array.of(1, 2, 3), high: Float64Array.of(4, 9, 5), low: Float64Array.of(0, 1, 2), close: Float64Array.of(2, 3, 4) };
    expect(candle(bars, 0, 2)).toEqual([1, 9, 0, 3]);
    expect(candle(bars, 2, 2)).toEqual([3, 5, 2, 4]);
  });
});
