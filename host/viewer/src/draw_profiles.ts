// The two panels beside the map, on its price axis: the ladder, and one of three curves.
import { dollars, probability, roundUpNicely } from './amounts';
import { cellsBetween, center } from './grid';
import { kBoldFont, kSmallFont } from './palette';
import type { Curve, Ladder } from './run_header';
import { within, type Scene } from './scene';
import type { State } from './state';
import { yOf, type Rect } from './view';

// Dollars a bin of one side, of the bands or venues that are switched on. Bands and venues are two cuts of the same
// ladder; the file does not cross them, so only one is narrowed at a time.
export function ladderBins(ladder: Ladder, state: State, side: 0 | 1): { values: Float64Array; curve: Curve | null } {
  const prices = ladder.notional[side].mean.length;
  const cut = (table: Float64Array, count: number, off: number[]) => {
    const values = new Float64Array(prices);
    for (let entry = 0; entry < count; ++entry) {
      if (off.includes(entry)) continue;
      const first = (2 * entry + side) * prices;
      for (let p = 0; p < prices; ++p) values[p] += table[first + p];
    }
    return { values, curve: null };
  };
  if (state.bandsOff.length > 0) return cut(ladder.byBand, ladder.bands.length, state.bandsOff);
  if (state.venuesOff.length > 0) return cut(ladder.byVenue, ladder.venues.length, state.venuesOff);
  return { values: ladder.notional[side].mean, curve: ladder.notional[side] };
}

function visibleMax(values: Float64Array, [first, last]: [number, number]): number {
  let most = 0;
  for (let p = first; p < last; ++p) if (values[p] > most) most = values[p];
  return most;
}

function title(scene: Scene, rect: Rect, upper: string, lower: string): void {
  const { ctx, palette } = scene;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = kBoldFont;
  ctx.fillStyle = palette.text;
  ctx.fillText(upper, rect.x, rect.y - 36, rect.width);
  ctx.font = kSmallFont;
  ctx.fillStyle = palette.faint;
  ctx.fillText(lower, rect.x, rect.y - 21, rect.width);
}

function scaleEnds(scene: Scene, rect: Rect, y: number, left: string, right: string): void {
  const { ctx, palette } = scene;
  ctx.font = kSmallFont;
  ctx.fillStyle = palette.faint;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(left, rect.x, y);
  ctx.textAlign = 'right';
  ctx.fillText(right, rect.x + rect.width, y);
}

export function drawLadder(scene: Scene): void {
  const { ctx, layout, view, run, state, palette } = scene;
  const rect = layout.ladder;
  if (rect.width <= 0) return;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(rect.x, rect.y, rect.width, rect.height);
  title(scene, rect, 'Ladder now', 'bars: $ a bin · line: $ if price gets there');
  const { ladder } = run;
  if (!ladder) return missing(scene, rect, run.absent['/ladder']);
  const shown = cellsBetween(run.priceEdges, view.p0, view.p1);
  const sides = ([0, 1] as const).filter((side) => (side === 0 ? state.long : state.short));
  const bins = sides.map((side) => ({ side, ...ladderBins(ladder, state, side) }));
  const most = roundUpNicely(Math.max(...bins.map(({ values, curve }) => visibleMax(curve?.high ?? values, shown)), 0));
  const cumulative = roundUpNicely(Math.max(...sides.map((side) => visibleMax(ladder.cumulative[side].mean, shown)), 0));
  within(ctx, rect, () => {
    for (const { side, values, curve } of bins) {
      ctx.fillStyle = side === 0 ? palette.long : palette.short;
      for (let p = shown[0]; p < shown[1]; ++p) {
        // On whole pixels, so that neighbours neither overlap nor leave a seam.
        const top = Math.round(yOf(view, layout.map, run.priceEdges[p + 1]));
        const height = Math.max(1, Math.round(yOf(view, layout.map, run.priceEdges[p])) - top);
        ctx.globalAlpha = 0.35;
        if (curve?.high) ctx.fillRect(rect.x, top, (curve.high[p] / most) * rect.width, height);
        ctx.globalAlpha = 1;
        ctx.fillRect(rect.x, top, (values[p] / most) * rect.width, height);
      }
    }
    const whole = state.bandsOff.length === 0 && state.venuesOff.length === 0;
    if (whole) for (const side of sides) curveLine(scene, rect, ladder.cumulative[side], (v) => v / cumulative, palette.text, []);
  });
  scaleEnds(scene, rect, rect.y - 8, '$0', `line ${dollars(cumulative)}`);
  scaleEnds(scene, rect, rect.y + rect.height + 10, '$0', `bars ${dollars(most)}`);
}

// A curve with its band; `place` gives the part of the panel's width.
function curveLine(scene: Scene, rect: Rect, curve: Curve, place: (value: number) => number, color: string, dash: number[]): void {
  const { ctx, view, layout, run } = scene;
  const [first, last] = cellsBetween(run.priceEdges, view.p0, view.p1);
  const x = (value: number) => rect.x + Math.min(Math.max(place(value), -0.01), 1.01) * rect.width;
  const y = (p: number) => yOf(view, layout.map, center(run.priceEdges, p));
  const { low, high } = curve;
  if (low && high && dash.length === 0) {
    ctx.fillStyle = color;
    ctx.globalAlpha = 0.22;
    ctx.beginPath();
    for (let p = first; p < last; ++p) if (Number.isFinite(high[p])) ctx.lineTo(x(high[p]), y(p));
    for (let p = last - 1; p >= first; --p) if (Number.isFinite(low[p])) ctx.lineTo(x(low[p]), y(p));
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  let pen = false;
  for (let p = first; p < last; ++p) {
    const known = Number.isFinite(curve.mean[p]) && curve.mean[p] > 0;
    if (known && pen) ctx.lineTo(x(curve.mean[p]), y(p));
    else if (known) ctx.moveTo(x(curve.mean[p]), y(p));
    pen = known;
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

function missing(scene: Scene, rect: Rect, reason: string | undefined): void {
  const { ctx, palette } = scene;
  ctx.font = kSmallFont;
  ctx.fillStyle = palette.faint;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(reason ?? 'not in this file', rect.x + rect.width / 2, rect.y + rect.height / 2, rect.width - 8);
}

function drawTouch(scene: Scene, rect: Rect): void {
  const { run, palette } = scene;
  title(scene, rect, 'Chance to touch', 'within the horizon · dotted: no feedback');
  if (!run.paths) return missing(scene, rect, run.absent['/paths']);
  const place = (value: number) => 1 + Math.log10(Math.max(value, 1e-6)) / 3; // 0.1% to 100%
  curveLine(scene, rect, run.paths.touchTwin, place, palette.faint, [2, 3]);
  curveLine(scene, rect, run.paths.touch, place, palette.text, []);
  scaleEnds(scene, rect, rect.y + rect.height + 10, probability(0.001), probability(1));
}

function drawBranching(scene: Scene, rect: Rect): void {
  const { ctx, run, state, palette, view } = scene;
  title(scene, rect, 'Branching ratio', 'dashed: cascades run away from here');
  if (!run.branching) return missing(scene, rect, run.absent['/cascade']);
  const { ratio, critical } = run.branching;
  const shown = cellsBetween(run.priceEdges, view.p0, view.p1);
  const most = roundUpNicely(Math.max(1.2 * critical, visibleMax(ratio[0].mean, shown), visibleMax(ratio[1].mean, shown)));
  if (state.long) curveLine(scene, rect, ratio[0], (value) => value / most, palette.long, []);
  if (state.short) curveLine(scene, rect, ratio[1], (value) => value / most, palette.short, []);
  ctx.strokeStyle = palette.text;
  ctx.setLineDash([5, 4]);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(rect.x + (critical / most) * rect.width, rect.y);
  ctx.lineTo(rect.x + (critical / most) * rect.width, rect.y + rect.height);
  ctx.stroke();
  ctx.setLineDash([]);
  scaleEnds(scene, rect, rect.y + rect.height + 10, '0', String(most));
}

function drawForced(scene: Scene, rect: Rect): void {
  const { run, palette, view } = scene;
  title(scene, rect, 'Forced, with cascade', '$ if price trades there now');
  if (!run.whatif) return missing(scene, rect, run.absent['/whatif']);
  const { forced } = run.whatif;
  const most = roundUpNicely(visibleMax(forced.mean, cellsBetween(run.priceEdges, view.p0, view.p1)));
  curveLine(scene, rect, forced, (value) => value / most, palette.text, []);
  scaleEnds(scene, rect, rect.y + rect.height + 10, '$0', dollars(most));
}

export function drawProfile(scene: Scene): void {
  const { ctx, layout, state, palette } = scene;
  const rect = layout.profile;
  if (rect.width <= 0) return;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(rect.x, rect.y, rect.width, rect.height);
  ctx.save();
  const draw = { touch: drawTouch, branching: drawBranching, forced: drawForced }[state.profile];
  draw(scene, rect);
  ctx.restore();
}
