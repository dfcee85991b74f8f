// Under the map, on its time axis: open interest, and funding paid.
import { scaleLinear } from 'd3-scale';
import { dollars } from './amounts';
import { cellsBetween } from './grid';
import { kSmallFont } from './palette';
import { strokeLine, within, type Scene } from './scene';
import { xOf, type Rect } from './view';

function frame(scene: Scene, rect: Rect, name: string, low: string, high: string): void {
  const { ctx, palette, layout } = scene;
  ctx.font = kSmallFont;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = palette.faint;
  ctx.fillText(name, rect.x + 4, rect.y + 9);
  ctx.fillText(high, layout.priceAxis.x + 8, rect.y + 7);
  ctx.fillText(low, layout.priceAxis.x + 8, rect.y + rect.height - 6);
  ctx.strokeStyle = palette.grid;
  ctx.strokeRect(rect.x - 0.5, rect.y - 0.5, rect.width + 1, rect.height + 1);
}

function extent(values: Float64Array, first: number, last: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = first; i < last; ++i) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return low <= high ? [low, high] : [0, 1];
}

function drawOpenInterest(scene: Scene, first: number, last: number): void {
  const { ctx, layout, view, run, palette } = scene;
  const rect = layout.openInterest;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(rect.x, rect.y, rect.width, rect.height);
  const scale = scaleLinear().domain(extent(run.bars.openInterest, first, last)).nice(2).range([rect.y + rect.height - 3, rect.y + 3]);
  const [low, high] = scale.domain();
  const step = Math.max(1, Math.floor((last - first) / rect.width / 2));
  within(ctx, rect, () => {
    ctx.strokeStyle = palette.text;
    ctx.lineWidth = 1.3;
    strokeLine(ctx, Math.ceil((last - first) / step), (i) => {
      const bar = first + i * step;
      return [xOf(view, layout.map, run.bars.edges[bar + 1]), scale(run.bars.openInterest[bar])];
    });
  });
  frame(scene, rect, 'open interest', dollars(low), dollars(high));
}

function drawFunding(scene: Scene, first: number, last: number): void {
  const { ctx, layout, view, run, palette } = scene;
  const rect = layout.funding;
  ctx.fillStyle = palette.panel;
  ctx.fillRect(rect.x, rect.y, rect.width, rect.height);
  const [lowest, highest] = extent(run.bars.funding, first, last);
  const most = Math.max(Math.abs(lowest), Math.abs(highest)) || 1e-4;
  const zero = rect.y + rect.height / 2;
  within(ctx, rect, () => {
    ctx.fillStyle = palette.grid;
    ctx.fillRect(rect.x, zero, rect.width, 1);
    for (let bar = first; bar < last; ++bar) {
      const rate = run.bars.funding[bar];
      if (!rate) continue;
      const left = xOf(view, layout.map, run.bars.edges[bar]);
      const width = Math.max(1.5, Math.min(xOf(view, layout.map, run.bars.edges[bar + 1]) - left, 5));
      const height = (rate / most) * (rect.height / 2 - 3);
      ctx.fillStyle = rate > 0 ? palette.up : palette.down;
      ctx.fillRect(left, Math.min(zero, zero - height), width, Math.max(1, Math.abs(height)));
    }
  });
  const percent = `${Number((100 * most).toPrecision(2))}%`;
  frame(scene, rect, 'funding paid by longs to shorts, a bar', `-${percent}`, `+${percent}`);
}

export function drawContext(scene: Scene): void {
  const { run, view, layout, state } = scene;
  if (!state.marks.includes('context') || layout.openInterest.height <= 0) return;
  const [first, last] = cellsBetween(run.bars.edges, view.t0, Math.min(view.t1, run.now));
  drawOpenInterest(scene, first, last);
  drawFunding(scene, first, last);
}
