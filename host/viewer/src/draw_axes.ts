// Axes of price and time with their grid, the border between past and future, and the mark of now.
import { scaleLinear, scaleUtc } from 'd3-scale';
import { price as priceText, span } from './amounts';
import { kBoldFont, kFont, kSmallFont } from './palette';
import { within, type Scene } from './scene';
import { xOf, yOf } from './view';

export function priceTicks(scene: Scene): number[] {
  const { view, layout } = scene;
  return scaleLinear().domain([view.p0, view.p1]).ticks(Math.max(2, Math.round(layout.map.height / 70)));
}

function drawPriceAxis(scene: Scene): void {
  const { ctx, layout, view, palette, run } = scene;
  const { priceAxis, map } = layout;
  ctx.font = kFont;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const nowY = yOf(view, map, run.nowMark);
  for (const tick of priceTicks(scene)) {
    const y = yOf(view, map, tick);
    for (const rect of [layout.profile, layout.ladder]) {
      ctx.fillStyle = palette.grid;
      if (rect.width > 0) ctx.fillRect(rect.x, Math.round(y), rect.width, 1);
    }
    ctx.fillStyle = 'rgba(255,255,255,0.07)';
    ctx.fillRect(map.x, Math.round(y), map.width, 1);
    if (Math.abs(y - nowY) < 16 || y < map.y + 7 || y > map.y + map.height - 4) continue;
    ctx.fillStyle = palette.line;
    ctx.fillRect(priceAxis.x, Math.round(y), 4, 1);
    ctx.fillStyle = palette.text;
    ctx.fillText(priceText(tick), priceAxis.x + 8, y);
  }
}

// The day at midnight, the year at New Year, else the time of day.
function timeLabel(tick: Date): string {
  const text = tick.toISOString();
  if (text.slice(11, 19) !== '00:00:00') return text.slice(11, text.slice(17, 19) === '00' ? 16 : 19);
  if (text.slice(5, 10) === '01-01') return text.slice(0, 4);
  return `${tick.getUTCDate()} ${tick.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' })}`;
}

function drawTimeAxis(scene: Scene): void {
  const { ctx, layout, view, palette, run } = scene;
  const { timeAxis, map } = layout;
  const scale = scaleUtc().domain([1000 * view.t0, 1000 * view.t1]);
  const count = Math.max(2, Math.round(map.width / 110));
    const nowX = xOf(view, map, run.now);
  ctx.font = kFont;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  for (const tick of scale.ticks(count)) {
    const x = xOf(view, map, tick.getTime() / 1000);
    ctx.fillStyle = 'rgba(255,255,255,0.07)';
    ctx.fillRect(Math.round(x), map.y, 1, map.height);
    ctx.fillStyle = palette.line;
    ctx.fillRect(Math.round(x), timeAxis.y, 1, 4);
    const label = timeLabel(tick);
    const half = ctx.measureText(label).width / 2;
    if (Math.abs(x - nowX) < 24 + half || x - half < map.x || x + half > map.x + map.width) continue;
    ctx.font = kFont;
    ctx.fillStyle = tick.getTime() / 1000 > run.now ? palette.faint : palette.text;
    ctx.fillText(label, x, timeAxis.y + 7);
  }
  if (nowX < map.x || nowX > map.x + map.width) return;
  ctx.font = kBoldFont;
  ctx.fillStyle = palette.text;
  ctx.fillText('now', Math.min(Math.max(nowX, map.x + 14), map.x + map.width - 14), timeAxis.y + 7);
  drawAhead(scene, nowX);
}

// How far ahead of now the last output step ends.
function drawAhead(scene: Scene, nowX: number): void {
  const { ctx, layout, view, palette, run } = scene;
  const end = run.paths?.edges.at(-1);
  if (end === undefined) return;
  const x = xOf(view, layout.map, end);
  if (x - nowX < 90 || x > layout.map.x + layout.map.width + 1) return;
  ctx.font = kSmallFont;
  ctx.fillStyle = palette.faint;
  ctx.textAlign = 'right';
  ctx.fillText(`+${span(end - run.now)}`, x, layout.timeAxis.y + 20);
}

function drawNow(scene: Scene): void {
  const { ctx, layout, view, palette, run } = scene;
  const { map, priceAxis } = layout;
  const x = xOf(view, map, run.now);
  const y = yOf(view, map, run.nowMark);
  within(ctx, map, () => {
    ctx.fillStyle = palette.overMap;
    ctx.fillRect(Math.round(x) - 1, map.y, 2, map.height);
  });
  if (y < map.y || y > map.y + map.height) return;
  ctx.setLineDash([6, 5]);
  ctx.lineWidth = 1;
  ctx.strokeStyle = palette.overMapFaint;
  ctx.beginPath();
  ctx.moveTo(map.x, y);
  ctx.lineTo(map.x + map.width, y);
  ctx.stroke();
  ctx.strokeStyle = palette.line;
  ctx.beginPath();
  ctx.moveTo(layout.profile.x, y);
  ctx.lineTo(layout.ladder.x + layout.ladder.width, y);
  if (layout.profile.width > 0) ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = palette.text;
  ctx.fillRect(priceAxis.x, y - 14, priceAxis.width - 2, 28);
  ctx.fillStyle = palette.background;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = kBoldFont;
  ctx.fillText(priceText(run.nowMark), priceAxis.x + priceAxis.width / 2 - 1, y - 5);
  ctx.font = kSmallFont;
  ctx.fillText('mark now', priceAxis.x + priceAxis.width / 2 - 1, y + 7);
}

export function drawAxes(scene: Scene): void {
  const { ctx, layout, palette } = scene;
  drawPriceAxis(scene);
  drawTimeAxis(scene);
  drawNow(scene);
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  for (const rect of [layout.map, layout.profile, layout.ladder])
    if (rect.width > 0) ctx.strokeRect(rect.x - 0.5, rect.y - 0.5, rect.width + 1, rect.height + 1);
}
