// Over the past: candles, moving averages, volume by price.
import { span } from './amounts';
import { cellsBetween } from './grid';
import { candle, movingAverage, volumeProfile } from './indicators';
import { kSmallFont } from './palette';
import { plate, strokeLine, within, type Scene } from './scene';
import type { Mark } from './state';
import { xOf, yOf } from './view';

const kCandleWidth = 5; // pixels that a candle should have at least
const kNiceGroups = [1, 2, 3, 4, 6, 12, 24, 48, 72, 144, 288, 576, 1152, 2304, 4608, 9216];
const kAverages: [Mark, number][] = [['ma20', 20], ['ma50', 50], ['ma200', 200]];
const averages = new WeakMap<Float64Array, Map<number, Float64Array>>();

function averageOf(close: Float64Array, length: number): Float64Array {
  const known = averages.get(close) ?? new Map<number, Float64Array>();
  averages.set(close, known);
  const average = known.get(length) ?? movingAverage(close, length);
  known.set(length, average);
  return average;
}

// Bars a candle stands for at this zoom.
export function candleGroup(scene: Scene): number {
  const { edges } = scene.run.bars;
  const bar = (edges[edges.length - 1] - edges[0]) / (edges.length - 1);
  const pixels = (bar / (scene.view.t1 - scene.view.t0)) * scene.layout.map.width;
  return kNiceGroups.find((group) => group * pixels >= kCandleWidth) ?? kNiceGroups[kNiceGroups.length - 1];
}

function drawCandles(scene: Scene): void {
  const { ctx, view, run, palette, layout } = scene;
  const { bars } = run;
  const group = candleGroup(scene);
  const [first, last] = cellsBetween(bars.edges, view.t0, view.t1);
  for (const rising of [true, false]) {
    ctx.fillStyle = rising ? palette.up : palette.down;
    for (let bar = Math.floor(first / group) * group; bar < last; bar += group) {
      const [open, high, low, close] = candle(bars, bar, group);
      if (close >= open !== rising || !Number.isFinite(high - low)) continue;
      const left = xOf(view, layout.map, bars.edges[bar]);
      const right = xOf(view, layout.map, bars.edges[Math.min(bar + group, bars.edges.length - 1)]);
      const body = Math.max(1, Math.min(0.7 * (right - left), 14));
      const middle = 0.5 * (left + right);
      const top = yOf(view, layout.map, Math.max(open, close));
      const bottom = yOf(view, layout.map, Math.min(open, close));
      const highest = yOf(view, layout.map, high);
      ctx.fillRect(middle - 0.5, highest, 1, Math.max(1, yOf(view, layout.map, low) - highest));
      ctx.fillRect(middle - body / 2, top, body, Math.max(1, bottom - top));
    }
  }
}

function drawAverages(scene: Scene): void {
  const { ctx, view, run, state, palette, layout } = scene;
  const { close, edges } = { close: run.bars.close, edges: run.bars.edges };
  const [first, last] = cellsBetween(edges, view.t0, view.t1);
  const step = Math.max(1, Math.floor((last - first) / layout.map.width / 2));
  kAverages.forEach(([mark, length], i) => {
    if (!state.marks.includes(mark)) return;
    const average = averageOf(close, length);
    ctx.strokeStyle = palette.average[i];
    ctx.lineWidth = 1.4;
    strokeLine(ctx, Math.ceil((last - first) / step), (k) => {
      const bar = first + k * step;
      return [xOf(view, layout.map, edges[bar + 1]), yOf(view, layout.map, average[bar])];
    });
  });
}

function drawVolume(scene: Scene): void {
  const { ctx, view, run, layout } = scene;
  const { bars } = run;
  const slices = Math.max(8, Math.round(layout.map.height / 5));
  const [first, last] = cellsBetween(bars.edges, view.t0, view.t1);
  const profile = volumeProfile(bars.low, bars.high, bars.volume, first, last, view.p0, view.p1, slices);
  const most = Math.max(...profile);
  if (!(most > 0)) return;
  ctx.fillStyle = 'rgba(255,255,255,0.28)';
  const height = layout.map.height / slices;
  profile.forEach((volume, slice) => {
    const width = (volume / most) * 0.16 * layout.map.width;
    ctx.fillRect(layout.map.x, layout.map.y + layout.map.height - (slice + 1) * height, width, Math.max(1, height - 1));
  });
}

// What the lines are, in the lower left corner of the map.
function drawKey(scene: Scene): void {
  const { ctx, state, layout, palette, run } = scene;
  const entries: [string, string][] = [];
  const bar = run.bars.edges[1] - run.bars.edges[0];
  if (state.marks.includes('candles')) entries.push([`candles ${span(candleGroup(scene) * bar)}`, palette.overMap]);
  kAverages.forEach(([mark, length], i) => {
    if (state.marks.includes(mark)) entries.push([`average of ${length} bars`, palette.average[i]]);
  });
  if (state.marks.includes('volume')) entries.push(['volume by price, bars in view', palette.overMapFaint]);
  ctx.font = kSmallFont;
  entries.forEach(([text, color], i) =>
    plate(ctx, text, layout.map.x + 6, layout.map.y + layout.map.height - 15 - 19 * i, color, 'rgba(10,6,20,0.62)'));
}

export function drawPast(scene: Scene): void {
  const { state } = scene;
  within(scene.ctx, scene.layout.map, () => {
    if (state.marks.includes('volume')) drawVolume(scene);
    drawAverages(scene);
    if (state.marks.includes('candles')) drawCandles(scene);
    drawKey(scene);
  });
}
