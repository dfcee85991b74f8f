// Mouse, touch and keys over the stage: pan, zoom, hover, pick. Says what is meant; the app does it.
import type { Layout } from './layout';
import { contains } from './view';

export interface Gestures {
  pan(dx: number, dy: number): void; // pixels
  zoom(x: number, y: number, timeFactor: number, priceFactor: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  pick(x: number, y: number): void;
  key(event: KeyboardEvent): boolean; // whether it was for us
}

const kClickPixels = 4; // a press that moves less is a click
const kWheelRate = 0.0016;

// What a wheel or drag acts on: the map moves both axes, an axis only its own.
function axesAt(layout: Layout, x: number, y: number): { time: boolean; price: boolean } | null {
  if (contains(layout.map, x, y)) return { time: true, price: true };
  if (contains(layout.timeAxis, x, y) || contains(layout.openInterest, x, y) || contains(layout.funding, x, y))
    return { time: true, price: false };
  if ([layout.priceAxis, layout.profile, layout.ladder].some((rect) => contains(rect, x, y))) return { time: false, price: true };
  return null;
}

export function listen(stage: HTMLElement, layout: () => Layout, gestures: Gestures): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let grabbed: { time: boolean; price: boolean } | null = null;
  const place = (event: MouseEvent) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const at = place(event);
    pointers.set(event.pointerId, at);
    moved = 0;
    grabbed = axesAt(layout(), at.x, at.y);
    if (grabbed) stage.setPointerCapture(event.pointerId);
  });

  stage.addEventListener('pointermove', (event) => {
    const at = place(event);
    const from = pointers.get(event.pointerId);
    if (!from || !grabbed) return gestures.hover(at.x, at.y);
    const dx = at.x - from.x;
    const dy = at.y - from.y;
    moved += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 2) pinch(event.pointerId, at);
    else if (moved >= kClickPixels) gestures.pan(grabbed.time ? dx : 0, grabbed.price ? dy : 0);
    pointers.set(event.pointerId, at);
  });

  // Two fingers: the distance between them scales both axes.
  function pinch(moving: number, at: { x: number; y: number }): void {
    const other = [...pointers].find(([id]) => id !== moving)?.[1];
    const from = pointers.get(moving);
    if (!other || !from) return;
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(at.x - other.x, at.y - other.y);
    if (before > 0 && after > 0) gestures.zoom((at.x + other.x) / 2, (at.y + other.y) / 2, before / after, before / after);
  }

  const release = (event: PointerEvent) => {
    const held = pointers.delete(event.pointerId);
    if (held && event.type === 'pointerup' && moved < kClickPixels) {
      const at = place(event);
      gestures.pick(at.x, at.y);
    }
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('pointerleave', () => gestures.leave());

  stage.addEventListener('wheel', (event) => {
    const at = place(event);
    const axes = axesAt(layout(), at.x, at.y);
    if (!axes) return;
    event.preventDefault();
    const factor = Math.exp(Math.max(-240, Math.min(240, event.deltaY)) * kWheelRate);
    const time = axes.time && !event.ctrlKey;
    const price = axes.price && !event.shiftKey;
    gestures.zoom(at.x, at.y, time ? factor : 1, price ? factor : 1);
  }, { passive: false });

  stage.addEventListener('keydown', (event) => {
    if (gestures.key(event)) event.preventDefault();
  });
}
