// What the drawing functions share for one picture.
import type { Layout } from './layout';
import type { Palette } from './palette';
import type { RunHeader } from './run_header';
import type { State } from './state';
import type { Rect, View } from './view';

export interface Scene {
  ctx: CanvasRenderingContext2D;
  layout: Layout;
  view: View;
  run: RunHeader;
  state: State;
  palette: Palette;
}

// Draws with everything outside the rectangle cut off.
export function within(ctx: CanvasRenderingContext2D, rect: Rect, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(rect.x, rect.y, rect.width, rect.height);
  ctx.clip();
  draw();
  ctx.restore();
}

// A line through the points whose values are known.
export function strokeLine(ctx: CanvasRenderingContext2D, count: number, at: (i: number) => [number, number]): void {
  ctx.beginPath();
  let pen = false;
  for (let i = 0; i < count; ++i) {
    const [x, y] = at(i);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = false;
      continue;
    }
    if (pen) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    pen = true;
  }
  ctx.stroke();
}

// Text on a small plate, so that it can be read over any cell.
export function plate(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string, ground: string,
  align: 'left' | 'right' = 'left'): void {
  const width = ctx.measureText(text).width + 10;
  const left = align === 'left' ? x : x - width;
  ctx.fillStyle = ground;
  ctx.fillRect(left, y - 9, width, 18);
  ctx.fillStyle = ink;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, left + 5, y + 0.5);
}
