// Over the future: the fan of price quantiles with its twin, the running low, named levels, and the what-if arrow.
import { price as priceText, probability } from './amounts';
import { cellOf } from './grid';
import { kSmallFont } from './palette';
import { plate, strokeLine, within, type Scene } from './scene';
import { xOf, yOf } from './view';

// Index of the quantile nearest to a share.
function nearest(quantiles: Float64Array, share: number): number {
  let best = 0;
  for (let i = 1; i < quantiles.length; ++i)
    if (Math.abs(quantiles[i] - share) < Math.abs(quantiles[best] - share)) best = i;
  return best;
}

function drawFan(scene: Scene): void {
  const { ctx, view, layout, run, state, palette } = scene;
  if (!run.paths) return;
  const { edges, fan } = run.paths;
  const count = fan.quantiles.length;
  const line = (table: Float64Array, quantile: number, width: number, dash: number[], color: string) => {
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.setLineDash(dash);
    strokeLine(ctx, edges.length, (step) => {
      const value = step === 0 ? run.nowMark : table[(step - 1) * count + quantile];
      return [xOf(view, layout.map, edges[step]), yOf(view, layout.map, value)];
    });
    ctx.setLineDash([]);
  };
  for (const share of [0.05, 0.25, 0.75, 0.95]) {
    const quantile = nearest(fan.quantiles, share);
    if (state.marks.includes('twin')) line(fan.priceTwin, quantile, 1, [2, 3], palette.overMapFaint);
    line(fan.price, quantile, 1.2, [], palette.overMap);
  }
  line(fan.price, nearest(fan.quantiles, 0.5), 2.4, [], palette.overMap);
  line(fan.low, nearest(fan.quantiles, 0.05), 1.4, [6, 4], palette.overMap);
}

function drawKey(scene: Scene): void {
  const { ctx, view, layout, run, state, palette } = scene;
  if (!run.paths) return;
  const right = Math.min(xOf(view, layout.map, run.paths.edges[run.paths.edges.length - 1]), layout.map.x + layout.map.width);
  if (right - xOf(view, layout.map, run.now) < 235) return;
  ctx.font = kSmallFont;
  const lines = ['thick: median · thin: 25-75%, 5-95%', 'dashed: running low, 5%'];
  if (state.marks.includes('twin')) lines.push('dotted: without feedback');
  lines.forEach((text, i) => plate(ctx, text, right - 6, layout.map.y + 15 + 19 * i, palette.overMap, 'rgba(10,6,20,0.62)', 'right'));
}

// Chance that price touches a level within the horizon: that of the bin that holds it. NaN where it is not known.
export function breach(scene: Pick<Scene, 'run'>, price: number): { chance: number; twin: number } {
  const bin = cellOf(scene.run.priceEdges, price);
  const paths = scene.run.paths;
  return { chance: paths?.touch.mean[bin] ?? NaN, twin: paths?.touchTwin.mean[bin] ?? NaN };
}

function drawLevels(scene: Scene): void {
  const { ctx, view, layout, run, state } = scene;
  ctx.font = kSmallFont;
  for (const level of state.levels) {
    const y = yOf(view, layout.map, level.price);
    if (y < layout.map.y || y > layout.map.y + layout.map.height) continue;
    ctx.strokeStyle = '#8ff0ff';
    ctx.lineWidth = 1.2;
    ctx.setLineDash([10, 4]);
    strokeLine(ctx, 2, (i) => [layout.map.x + i * layout.map.width, y]);
    ctx.setLineDash([]);
    const { chance } = breach({ run }, level.price);
    const odds = Number.isFinite(chance) ? `, reached: ${probability(chance)}` : '';
    const place = y > layout.map.y + 24 ? y - 11 : y + 11;
    plate(ctx, `${level.name || 'level'} ${priceText(level.price)}${odds}`, layout.map.x + 6, place, '#8ff0ff', 'rgba(10,6,20,0.75)');
  }
}

// From the price that was picked to where the cascade stops.
function drawPick(scene: Scene): void {
  const { ctx, view, layout, run, state } = scene;
  if (state.pick === null) return;
  const from = yOf(view, layout.map, state.pick);
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 1.2;
  strokeLine(ctx, 2, (i) => [layout.map.x + i * layout.map.width, from]);
  const bin = cellOf(run.priceEdges, state.pick);
  const stop = run.whatif?.stop.mean[bin] ?? NaN;
  if (!Number.isFinite(stop)) return;
  const to = yOf(view, layout.map, stop);
  const x = Math.min(Math.max(xOf(view, layout.map, run.now), layout.map.x + 20), layout.map.x + layout.map.width - 20);
  ctx.lineWidth = 2;
  strokeLine(ctx, 2, (i) => [x, i ? to : from]);
  const way = to >= from ? 1 : -1;
  ctx.beginPath();
  ctx.moveTo(x, to);
  ctx.lineTo(x - 5, to - 9 * way);
  ctx.lineTo(x + 5, to - 9 * way);
  ctx.closePath();
  ctx.fillStyle = '#ffffff';
  if (Math.abs(to - from) > 4) ctx.fill();
  ctx.font = kSmallFont;
  plate(ctx, `stops at ${priceText(stop)}`, x + 8, to + 11 * way, '#ffffff', 'rgba(10,6,20,0.75)');
}

export function drawFuture(scene: Scene): void {
  within(scene.ctx, scene.layout.map, () => {
    if (scene.state.marks.includes('fan')) {
      drawFan(scene);
      drawKey(scene);
    }
    drawLevels(scene);
    drawPick(scene);
    if (scene.run.synthetic) drawSynthetic(scene);
  });
}

// A generated market must never be taken for a real one.
function drawSynthetic(scene: Scene): void {
  const { ctx, layout } = scene;
  const { map } = layout;
  ctx.save();
  ctx.translate(map.x + map.width / 2, map.y + map.height / 2);
  ctx.rotate(-Math.atan2(map.height, map.width));
  ctx.font = `700 ${Math.round(Math.min(map.width, 1.6 * map.height) / 9)}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = 'rgba(255,255,255,0.09)';
  ctx.fillText('SYNTHETIC DATA', 0, 0);
  ctx.restore();
}
