// Above the map: what the colours of the past and of the future mean, in dollars or as a probability.
import { text, ticks, type ColorScale } from './color_scale';
import type { Layer } from './layers';
import { kBoldFont, kSmallFont } from './palette';
import type { Scene } from './scene';

export interface LegendEntry {
  title: string;
  layer: Layer;
  scale: ColorScale;
  blocks: number; // cells that one drawn block stands for
  threshold: number;
}

function drawEntry(scene: Scene, entry: LegendEntry, colors: Uint8Array, x: number, width: number): void {
  const { ctx, palette } = scene;
  const top = 30;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = kBoldFont;
  ctx.fillStyle = palette.text;
  ctx.fillText(entry.title, x, 13);
  const after = x + ctx.measureText(entry.title).width + 8;
  ctx.font = kSmallFont;
  ctx.fillStyle = palette.faint;
  const dark = entry.threshold > 0 && entry.layer.unit === 'dollars' ? `; dark below ${text('dollars', entry.threshold)}` : '';
  const shared = entry.blocks > 1 ? `; the largest of ${entry.blocks}` : '';
  ctx.fillText(`${entry.layer.label}: ${entry.layer.says}${shared}${dark}`, x, 25, width);
  if (after < x + width) ctx.fillText(`scale: ${entry.scale.kind}`, after, 13, x + width - after);
  const bar = Math.min(width, 340);
  for (let i = 0; i < bar; ++i) {
    const color = 4 * Math.floor((i / bar) * 256);
    ctx.fillStyle = `rgb(${colors[color]},${colors[color + 1]},${colors[color + 2]})`;
    ctx.fillRect(x + i, top, 1.5, 9);
  }
  ctx.fillStyle = palette.text;
  ctx.textBaseline = 'top';
  for (const { place, label } of ticks(entry.scale)) {
    ctx.textAlign = place < 0.04 ? 'left' : place > 0.96 ? 'right' : 'center';
    ctx.fillText(label, x + place * bar, top + 12);
  }
}

export function drawLegend(scene: Scene, entries: LegendEntry[], colors: Uint8Array): void {
  const { legend } = scene.layout;
  const width = legend.width / entries.length - 20;
  entries.forEach((entry, i) => drawEntry(scene, entry, colors, legend.x + i * (width + 20), width));
}
