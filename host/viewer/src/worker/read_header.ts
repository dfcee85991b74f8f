// Reads everything of a run file but its tensors. Without /market and /heatmap there is nothing to show; of the rest,
// what is missing or damaged is left out, and the header says why.
import type { Bars, Branching, Curve, Ladder, Paths, RunHeader, WhatIf } from '../run_header';
import { kLayers } from '../layers';
import type { RunSource } from './hdf5';

const kFormatVersion = 1;
const kMaxBars = 1_000_000;
const kMaxPrices = 65536;
const kMaxBarSeconds = 366 * 86400;

export function checkFormat(file: RunSource): void {
  const format = file.text('/', 'format');
  if (format === '') throw new Error('this HDF5 file is no run file: it has no attribute `format`');
  if (format !== 'tinderbox-run') throw new Error(`this is no run file (format "${format.slice(0, 64)}")`);
  const version = file.number('/', 'format_version');
  if (version !== kFormatVersion)
    throw new Error(`the file has format version ${version}, and this page reads version ${kFormatVersion}: ` +
      'use the program that wrote it');
}

function ascending(name: string, edges: Float64Array): Float64Array {
  if (edges.length < 2 || !edges.every((x, i) => Number.isFinite(x) && (i === 0 || x > edges[i - 1])))
    throw new Error(`${name}: is not in ascending order`);
  return edges;
}

// Edges of adjoining cells, from (cell, 2) lower and upper ones.
function edgesOf(name: string, bounds: Float64Array): Float64Array {
  const edges = new Float64Array(bounds.length / 2 + 1);
  for (let i = 0; 2 * i < bounds.length; ++i) edges[i] = bounds[2 * i];
  edges[edges.length - 1] = bounds[bounds.length - 1];
  return ascending(name, edges);
}

function readBars(file: RunSource): Bars {
  const [bars] = file.shape('/market/time');
  if (!(bars >= 1 && bars <= kMaxBars)) throw new Error(`/market/time: claims an absurd size (${bars})`);
  const seconds = file.number('/market', 'bar_seconds');
  if (!(seconds >= 1 && seconds <= kMaxBarSeconds)) throw new Error('/market: bar_seconds is missing or out of range');
  const series = (name: string) => file.values(`/market/${name}`, [bars]);
  const time = series('time');
  const edges = new Float64Array(bars + 1);
  edges.set(time);
  edges[bars] = time[bars - 1] + seconds;
  if (!(Math.abs(edges[bars]) < 1e11)) throw new Error('/market/time: is no time of this world');
  return {
    edges: ascending('/market/time', edges), open: series('open'), high: series('high'), low: series('low'), close: series('close'),
    mark: series('mark_close'), volume: series('volume'), openInterest: series('open_interest_usd'),
    funding: series('funding_paid'),
  };
}

// One of two sides of a (side, price) or (price, side) curve.
function part(values: Float64Array, first: number, step: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => values[first + i * step]);
}

function meanAndBand(values: Float64Array, replicates: number, side: number, prices: number): Curve {
  const curve = { mean: new Float64Array(prices), low: new Float64Array(prices), high: new Float64Array(prices) };
  const draws = new Float64Array(replicates);
  for (let p = 0; p < prices; ++p) {
    for (let r = 0; r < replicates; ++r) draws[r] = values[(r * 2 + side) * prices + p];
    curve.mean[p] = draws.reduce((a, b) => a + b, 0) / replicates;
    draws.sort();
    curve.low[p] = quantile(draws, 0.05);
    curve.high[p] = quantile(draws, 0.95);
  }
  return curve;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function readLadder(file: RunSource, prices: number): Ladder {
  const bands = file.labels('/ladder/leverage_band');
  const venues = file.labels('/ladder/venue');
  const [replicates] = file.shape('/ladder/replicate');
  const notional = file.values('/ladder/notional', [replicates, 2, prices]);
  const read = (name: string) => file.values(`/ladder/${name}`, [2, prices]);
  const [mean, low, high, stderr] = ['', '_low', '_high', '_stderr'].map((end) => read(`cumulative${end}`));
  const cumulative = (side: number): Curve => {
    const of = (values: Float64Array) => part(values, side * prices, 1, prices);
    return { mean: of(mean), low: of(low), high: of(high), stderr: of(stderr) };
  };
  return {
    notional: [meanAndBand(notional, replicates, 0, prices), meanAndBand(notional, replicates, 1, prices)],
    cumulative: [cumulative(0), cumulative(1)],
    bands, byBand: file.values('/ladder/by_leverage', [bands.length, 2, prices]),
    venues, byVenue: file.values('/ladder/by_venue', [venues.length, 2, prices]),
  };
}

function readPaths(file: RunSource, now: number, prices: number): Paths {
  const [steps] = file.shape('/paths/horizon');
  const [quantiles] = file.shape('/paths/quantile');
  const bounds = file.values('/paths/horizon_bounds', [steps, 2]);
  const edges = edgesOf('/paths/horizon_bounds', bounds).map((seconds) => now + seconds);
  const fan = (name: string) => file.values(`/paths/${name}`, [steps, quantiles]);
  const curve = (name: string) => file.values(`/paths/touch_probability${name}`, [prices]);
  return {
    edges,
    fan: {
      quantiles: file.values('/paths/quantile', [quantiles]), price: fan('price_quantile'),
      priceTwin: fan('price_quantile_no_feedback'), low: fan('low_quantile'),
    },
    touch: { mean: curve(''), low: curve('_low'), high: curve('_high'), stderr: curve('_stderr') },
    touchTwin: { mean: curve('_no_feedback'), stderr: curve('_no_feedback_stderr') },
  };
}

function readWhatIf(file: RunSource, prices: number): WhatIf {
  const curve = (name: string): Curve => {
    const [mean, low, high, stderr] = ['', '_low', '_high', '_stderr'].map((end) =>
      file.values(`/whatif/${name}${end}`, [prices]));
    return { mean, low, high, stderr };
  };
  return {
    forced: curve('forced'), stop: curve('stop_price'), book: curve('book'), fund: curve('fund'), adl: curve('adl'),
    ladderEnd: file.values('/whatif/ladder_end', [prices]),
  };
}

function readBranching(file: RunSource, prices: number): Branching {
  const ratio = file.values('/cascade/branching_ratio', [prices, 2]);
  const stderr = file.values('/cascade/branching_ratio_stderr', [prices, 2]);
  const curve = (side: number): Curve => ({ mean: part(ratio, side, 2, prices), stderr: part(stderr, side, 2, prices) });
  return { ratio: [curve(0), curve(1)], critical: file.values('/cascade/critical_branching_ratio', [])[0] };
}

function sentences(json: string): string[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string').slice(0, 100) : [];
  } catch {
    return [];
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function readHeader(file: RunSource): RunHeader {
  checkFormat(file);
  for (const group of ['/market', '/heatmap']) if (!file.has(group)) throw new Error(`the group ${group} is missing`);
  const bars = readBars(file);
  const count = bars.open.length;
  const [prices] = file.shape('/heatmap/price_bounds');
  if (!(prices >= 1 && prices <= kMaxPrices)) throw new Error(`/heatmap/price_bounds: claims an absurd size (${prices})`);
  const priceEdges = edgesOf('/heatmap/price_bounds', file.values('/heatmap/price_bounds', [prices, 2]));
  const now = bars.edges[count];
  const nowMark = file.number('/', 'now_mark_usd');
  const absent: Record<string, string> = {};
  const optional = <T>(group: string, read: () => T): T | undefined => {
    try {
      if (file.has(group)) return read();
      absent[group] = `the file has no group ${group}`;
    } catch (error) {
      absent[group] = message(error);
    }
    return undefined;
  };
  const paths = optional('/paths', () => readPaths(file, now, prices));
  for (const layer of kLayers) {
    const times = layer.part === 'past' ? count : (paths?.edges.length ?? 0) - 1;
    const expected = layer.sides === 2 ? [times, 2, prices] : [times, prices];
    try {
      if (layer.part === 'future' && !paths) throw new Error(absent['/paths']);
      const found = file.shape(layer.dataset);
      if (found.join() !== expected.join()) throw new Error(`${layer.dataset}: has another shape (found ${found.join(' x ')})`);
    } catch (error) {
      absent[layer.dataset] = message(error);
    }
  }
  return {
    name: file.name, bytes: file.bytes, title: file.text('/', 'title'), venue: file.text('/market', 'venue'),
    contract: file.text('/market', 'contract'), created: file.text('/', 'created_utc'),
    version: file.text('/', 'tinderbox_version'), markSource: file.text('/', 'mark_source'),
    synthetic: file.number('/', 'synthetic') !== 0, warnings: sentences(file.text('/', 'warnings')),
    nowMark: nowMark > 0 ? nowMark : bars.mark[count - 1], now, priceEdges, bars,
    ladder: optional('/ladder', () => readLadder(file, prices)), paths,
    whatif: optional('/whatif', () => readWhatIf(file, prices)),
    branching: optional('/cascade', () => readBranching(file, prices)), absent,
  };
}
