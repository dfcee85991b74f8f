// If price trades at a level now: what is forced, where it stops, who pays. As rows of text, with their band.
import { dollars, percentFrom, price as priceText, probability } from './amounts';
import { cellOf } from './grid';
import type { Row } from './readout';
import type { Curve, RunHeader } from './run_header';

function banded(curve: Curve, bin: number, text: (value: number) => string): string {
  const low = curve.low?.[bin] ?? NaN;
  const high = curve.high?.[bin] ?? NaN;
  const band = Number.isFinite(low) ? ` (5-95%: ${text(low)} to ${text(high)})` : '';
  return text(curve.mean[bin]) + band;
}

export interface WhatIfAnswer {
  title: string;
  rows: Row[];
}

export function whatIf(run: RunHeader, price: number): WhatIfAnswer {
  const bin = cellOf(run.priceEdges, price);
  const title = `If price trades at ${priceText(price)} now (${percentFrom(price, run.nowMark)})`;
  if (bin < 0) return { title, rows: [['', 'this price lies outside the map']] };
  if (!run.whatif) return { title, rows: [['', run.absent['/whatif'] ?? 'this file holds no what-if']] };
  const { forced, stop, book, fund, adl, ladderEnd } = run.whatif;
  const share = (curve: Curve) =>
    forced.mean[bin] > 0 ? `, ${probability(curve.mean[bin] / forced.mean[bin])} of it` : '';
  const rows: Row[] = [
    ['forced', banded(forced, bin, dollars)],
    ['stops at', banded(stop, bin, priceText)],
    ['from mark now', percentFrom(stop.mean[bin], run.nowMark)],
    ['book pays', banded(book, bin, dollars) + share(book)],
    ['fund pays', banded(fund, bin, dollars) + share(fund)],
    ['ADL', banded(adl, bin, dollars) + share(adl)],
  ];
  if (ladderEnd[bin] > 0) rows.push(['', `in ${probability(ladderEnd[bin])} of the replicates it runs off the map: the stop is a bound`]);
  if (run.paths) rows.push(['chance to get there', probability(run.paths.touch.mean[bin])]);
  return { title, rows };
}
