// Fetches the cells of one part of the map: an overview of the whole part, as fine as the graphics card takes, and, when
// zoomed into a map that is larger, a detail of the window with a margin.
import type { CellImage } from './cell_image';
import { cellsBetween } from './grid';
import type { Layer } from './layers';
import type { Window } from './protocol';
import { Pyramid } from './pyramid';
import type { View } from './view';
import type { WorkerClient } from './worker_client';

const kMargin = 0.3; // of the window, on each side
const kSettleMilliseconds = 120;

function covers(image: CellImage, window: Window): boolean {
  return image.firstTime <= window.firstTime && image.firstPrice <= window.firstPrice &&
    image.firstTime + image.times * image.timeFactor >= window.firstTime + window.times &&
    image.firstPrice + image.prices * image.priceFactor >= window.firstPrice + window.prices;
}

export class HeatLoader {
  overview: Pyramid | null = null;
  detail: Pyramid | null = null;
  private shown = ''; // dataset of the overview
  private turn = 0; // of the newest overview that was asked for
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: WorkerClient,
    private readonly times: Float64Array,
    private readonly prices: Float64Array,
    private readonly limit: number,
    private readonly changed: (first: boolean) => void,
  ) {}

  get dataset(): string {
    return this.shown;
  }

  // Shows another layer. Rejects where it cannot be read.
  async load(layer: Layer): Promise<void> {
    const turn = ++this.turn;
    this.detail = null;
    const show = (image: CellImage, first: boolean) => {
      if (turn !== this.turn) return;
      this.overview = new Pyramid(image);
      this.shown = layer.dataset;
      this.changed(first);
    };
    const window = { firstTime: 0, times: this.times.length - 1, firstPrice: 0, prices: this.prices.length - 1 };
    const ask = { dataset: layer.dataset, sides: layer.sides, window, limit: this.limit };
    show(await this.client.call('image', ask, (image) => show(image, false)), true);
  }

  // Asks for a finer image of what is seen, once the view rests.
  look(layer: Layer, view: View): void {
    clearTimeout(this.timer);
    const base = this.overview?.base;
    if (!base || (base.timeFactor === 1 && base.priceFactor === 1)) return;
    this.timer = setTimeout(() => void this.refine(layer, view), kSettleMilliseconds);
  }

  private async refine(layer: Layer, view: View): Promise<void> {
    const base = this.overview?.base;
    const seen = this.windowOf(view, 0);
    if (!base || seen.times === 0 || seen.prices === 0) return;
    const factor = (cells: number) => 2 ** Math.max(0, Math.ceil(Math.log2((cells * (1 + 2 * kMargin)) / this.limit)));
    const finer = factor(seen.times) < base.timeFactor || factor(seen.prices) < base.priceFactor;
    const now = this.detail?.base;
    const fine = now && covers(now, seen) && now.timeFactor <= factor(seen.times) && now.priceFactor <= factor(seen.prices);
    if (!finer || fine || this.busy) return;
    this.busy = true;
    const { turn } = this;
    try {
      const ask = { dataset: layer.dataset, sides: layer.sides, window: this.windowOf(view, kMargin), limit: this.limit };
      const image = await this.client.call('image', ask);
      if (turn === this.turn) this.detail = new Pyramid(image);
    } catch {
      // The overview stays; what is wrong with the file was said when it was read.
    } finally {
      this.busy = false;
    }
    this.changed(false);
  }

  private windowOf(view: View, margin: number): Window {
    const dt = margin * (view.t1 - view.t0);
    const dp = margin * (view.p1 - view.p0);
    const [t0, t1] = cellsBetween(this.times, Math.max(view.t0 - dt, this.times[0]), view.t1 + dt);
    const [p0, p1] = cellsBetween(this.prices, Math.max(view.p0 - dp, this.prices[0]), view.p1 + dp);
    return { firstTime: t0, times: t1 - t0, firstPrice: p0, prices: p1 - p0 };
  }
}
