// The window of time and price that the map shows, in seconds and dollars.

export interface View {
  t0: number;
  t1: number;
  p0: number;
  p1: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function xOf(view: View, rect: Rect, time: number): number {
  return rect.x + ((time - view.t0) / (view.t1 - view.t0)) * rect.width;
}
export function yOf(view: View, rect: Rect, price: number): number {
  return rect.y + ((view.p1 - price) / (view.p1 - view.p0)) * rect.height;
}
export function timeAt(view: View, rect: Rect, x: number): number {
  return view.t0 + ((x - rect.x) / rect.width) * (view.t1 - view.t0);
}
export function priceAt(view: View, rect: Rect, y: number): number {
  return view.p1 - ((y - rect.y) / rect.height) * (view.p1 - view.p0);
}
export function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

// [from, to] moved into [low, high] and no wider or narrower than allowed.
function fitted(from: number, to: number, low: number, high: number, narrowest: number): [number, number] {
  const width = Math.min(Math.max(to - from, narrowest), high - low);
  const middle = 0.5 * (from + to);
  const start = Math.min(Math.max(middle - 0.5 * width, low), high - width);
  return [start, start + width];
}

// The nearest window inside `world`, at least `bars` seconds and `bins` dollars wide.
export function clamped(view: View, world: View, bars: number, bins: number): View {
  const [t0, t1] = fitted(view.t0, view.t1, world.t0, world.t1, Math.min(bars, world.t1 - world.t0));
  const [p0, p1] = fitted(view.p0, view.p1, world.p0, world.p1, Math.min(bins, world.p1 - world.p0));
  return { t0, t1, p0, p1 };
}

// Scales both axes about a point: a factor below one shows less.
export function zoomed(view: View, time: number, price: number, timeFactor: number, priceFactor: number): View {
  return {
    t0: time + (view.t0 - time) * timeFactor,
    t1: time + (view.t1 - time) * timeFactor,
    p0: price + (view.p0 - price) * priceFactor,
    p1: price + (view.p1 - price) * priceFactor,
  };
}

export function panned(view: View, seconds: number, dollars: number): View {
  return { t0: view.t0 + seconds, t1: view.t1 + seconds, p0: view.p0 + dollars, p1: view.p1 + dollars };
}
