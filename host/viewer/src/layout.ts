// Where things stand on the stage, in CSS pixels: the legends above, the map, its price axis, two panels on the same
// price axis, the time axis below, and the context on the same time axis.
import type { Rect } from './view';

export interface Layout {
  width: number;
  height: number;
  legend: Rect;
  map: Rect;
  priceAxis: Rect;
  profile: Rect;
  ladder: Rect;
  timeAxis: Rect;
  openInterest: Rect;
  funding: Rect;
}

const kLegend = 58;
const kTimeAxis = 34;
const kPriceAxis = 66;
const kGap = 14;
const kLeft = 10;
const kNarrow = 760; // below this the map alone

export function layoutOf(width: number, height: number, context: boolean): Layout {
  const panels = width >= kNarrow;
  const profileWidth = panels ? Math.round(Math.min(170, 0.12 * width)) : 0;
  const ladderWidth = panels ? Math.round(Math.min(230, 0.16 * width)) : 0;
  const contextHeight = context ? Math.round(Math.min(130, 0.2 * height)) : 0;
  const right = panels ? profileWidth + ladderWidth + 2 * kGap + kLeft : 6;
  const mapWidth = Math.max(40, width - kLeft - kPriceAxis - right);
  const mapHeight = Math.max(40, height - kLegend - kTimeAxis - contextHeight - 8);
  const map = { x: kLeft, y: kLegend, width: mapWidth, height: mapHeight };
  const beside = (x: number, w: number): Rect => ({ x, y: map.y, width: w, height: map.height });
  const below = (y: number, h: number): Rect => ({ x: map.x, y, width: map.width, height: h });
  const axisRight = map.x + map.width + kPriceAxis;
  const contextTop = map.y + map.height + kTimeAxis;
  const half = Math.max(0, Math.floor(contextHeight / 2) - 8);
  return {
    width, height, map, legend: { x: kLeft, y: 0, width: mapWidth, height: kLegend },
    priceAxis: beside(map.x + map.width, kPriceAxis),
    profile: beside(axisRight + kGap / 2, profileWidth),
    ladder: beside(axisRight + profileWidth + 1.5 * kGap, ladderWidth),
    timeAxis: below(map.y + map.height, kTimeAxis),
    openInterest: below(contextTop, half), funding: below(contextTop + half + 10, half),
  };
}
