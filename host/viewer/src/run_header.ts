// What the page keeps of a run file: everything but the tensors, of which it asks for slices.

export interface Bars {
  edges: Float64Array; // T + 1: open of each bar, close of the last, in seconds
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  mark: Float64Array; // at bar close: what the density is valued at
  volume: Float64Array;
  openInterest: Float64Array; // USD
  funding: Float64Array; // paid over the bar
}

// A curve over price, with what the file says of its uncertainty.
export interface Curve {
  mean: Float64Array;
  low?: Float64Array;
  high?: Float64Array;
  stderr?: Float64Array;
}

export interface Ladder {
  notional: [Curve, Curve]; // by side: USD a bin, mean and band over replicates
  cumulative: [Curve, Curve];
  bands: string[];
  byBand: Float64Array; // (band, side, price)
  venues: string[];
  byVenue: Float64Array; // (venue, side, price)
}

export interface Fan {
  quantiles: Float64Array; // Q
  price: Float64Array; // (horizon, quantile)
  priceTwin: Float64Array;
  low: Float64Array; // running low
}

export interface Paths {
  edges: Float64Array; // H + 1: edges of the output steps, in seconds since 1970
  fan: Fan;
  touch: Curve;
  touchTwin: Curve;
}

export interface WhatIf {
  forced: Curve;
  stop: Curve;
  book: Curve;
  fund: Curve;
  adl: Curve;
  ladderEnd: Float64Array;
}

export interface Branching {
  ratio: [Curve, Curve]; // by side
  critical: number;
}

export interface Level {
  name: string;
  price: number;
}

export interface RunHeader {
  name: string;
  bytes: number;
  title: string;
  venue: string;
  contract: string;
  created: string;
  version: string;
  markSource: string;
  synthetic: boolean;
  warnings: string[];
  nowMark: number;
  now: number; // close of the last bar
  priceEdges: Float64Array;
  bars: Bars;
  ladder?: Ladder;
  paths?: Paths;
  whatif?: WhatIf;
  branching?: Branching;
  absent: Record<string, string>; // dataset or group -> why it cannot be shown
}
