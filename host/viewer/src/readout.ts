// What stands under the cursor, as rows of text.
import { dollars, percentFrom, price as priceText, probability, span, utc } from './amounts';
import { cellOf } from './grid';
import { layerOf } from './layers';
import type { CellValues } from './protocol';
import type { RunHeader } from './run_header';

export interface Cell {
  part: 'past' | 'future';
  time: number; // index
  price: number;
}

export type Row = [name: string, value: string];

// The cell at a time and price, or null outside the run.
export function cellAt(run: RunHeader, time: number, price: number): Cell | null {
  const bin = cellOf(run.priceEdges, price);
  const bar = cellOf(run.bars.edges, time);
  if (bin < 0) return null;
  if (bar >= 0) return { part: 'past', time: bar, price: bin };
  const step = run.paths ? cellOf(run.paths.edges, time) : -1;
  return step < 0 ? null : { part: 'future', time: step, price: bin };
}

function withError(unit: 'dollars' | 'probability', value: number, error: number): string {
  const text = unit === 'dollars' ? dollars : probability;
  return Number.isFinite(error) ? `${text(value)} ± ${text(error)}` : text(value);
}

function sideRows(values: CellValues, id: string): Row[] {
  const mean = values[id] ?? [];
  const error = values[`${id}_stderr`] ?? [];
  const low = values[`${id}_low`];
  const high = values[`${id}_high`];
  return ['longs', 'shorts'].map((side, i) => {
    const band = low && high && Number.isFinite(low[i]) ? ` (5-95%: ${dollars(low[i])} to ${dollars(high[i])})` : '';
    if (mean[i] === 0) return [side, 'nothing'];
    return [side, withError('dollars', mean[i] ?? NaN, error[i] ?? NaN) + band];
  });
}

function where(run: RunHeader, cell: Cell): Row[] {
  const low = run.priceEdges[cell.price];
  const high = run.priceEdges[cell.price + 1];
  const mark = cell.part === 'past' ? run.bars.mark[cell.time] : run.nowMark;
  const edges = cell.part === 'past' ? run.bars.edges : run.paths?.edges;
  const end = edges?.[cell.time + 1] ?? NaN;
  const begin = edges?.[cell.time] ?? NaN;
  const time = cell.part === 'past' ? utc(begin) : `+${span(end - run.now)} (${utc(end)})`;
  const middle = 0.5 * (low + high);
  return [
    ['time', time],
    ['price', `${priceText(low)} to ${priceText(high)}`],
    [cell.part === 'past' ? 'from mark then' : 'from mark now', percentFrom(middle, mark)],
  ];
}

// `values` as the file holds them at the cell; null while they are on their way.
export function rows(run: RunHeader, cell: Cell, values: CellValues | null): Row[] {
  const result = where(run, cell);
  if (!values) return [...result, ['', 'reading…']];
  if (cell.part === 'past') {
    result.push(...sideRows(values, 'density'));
  } else {
    const twin = values.visit_probability_no_feedback?.[0] ?? NaN;
    const visit = layerOf('visit_probability');
    result.push(...sideRows(values, 'liquidated'));
    result.push(['visit', withError(visit?.unit ?? 'probability', values.visit_probability?.[0] ?? NaN,
      values.visit_probability_stderr?.[0] ?? NaN)]);
    result.push(['visit, no feedback', probability(twin)]);
  }
  if (run.paths) {
    const { touch, touchTwin } = run.paths;
    result.push(['touch from now', withError('probability', touch.mean[cell.price], touch.stderr?.[cell.price] ?? NaN)]);
    result.push(['touch, no feedback', probability(touchTwin.mean[cell.price])]);
  }
  return result;
}
