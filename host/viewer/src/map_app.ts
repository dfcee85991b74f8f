// One open run on the stage: what is drawn when, and what gestures do. Opening files is main.ts.
import { colorBytes } from './color_map';
import { automaticMax, type ColorScale } from './color_scale';
import { busy, byId, rowList } from './dom';
import { drawAxes } from './draw_axes';
import { drawContext } from './draw_context';
import { drawFuture } from './draw_future';
import { drawLegend, type LegendEntry } from './draw_legend';
import { drawPast } from './draw_past';
import { drawLadder, drawProfile } from './draw_profiles';
import { csvText, picture, save, type CsvBlock } from './exports';
import { cellsBetween, center } from './grid';
import { HeatLoader } from './heat_loader';
import { HeatView, type HeatPart } from './heat_view';
import { layerOf, type Layer } from './layers';
import { layoutOf, type Layout } from './layout';
import { kPalettes } from './palette';
import { CellCursor } from './cell_cursor';
import { cellAt } from './readout';
import type { RunHeader } from './run_header';
import type { Scene } from './scene';
import type { State } from './state';
import { clamped, contains, panned, priceAt, timeAt, zoomed, type View } from './view';
import { whatIf } from './what_if';
import type { WorkerClient } from './worker_client';

// Lines and texts are drawn faster than a software GPU would, and where there is a GPU it does not matter.
const kSoftware: CanvasRenderingContext2DSettings = { willReadFrequently: true };
const kMaxCsvCells = 2_000_000;
const kOpeningPast = 3; // horizons of the past beside the future, in the opening view

export interface AppHooks {
  state(): State;
  change(part: Partial<State>): void;
  viewMoved(): void;
  problem(text: string): void;
}

export class MapApp {
  layout: Layout;
  readonly cursor: CellCursor;
  private readonly world: View;
  private readonly past: HeatLoader;
  private readonly future: HeatLoader | null;
  private readonly overlay = byId<HTMLCanvasElement>('overlay');
  private readonly maxima = new Map<string, number>(); // by dataset, from the data
  private dirty = false;
  private gone = false;
  private frames = 0;
  private wanted = { past: '', future: '' };

  constructor(readonly run: RunHeader, private readonly client: WorkerClient, private readonly heat: HeatView | null,
    private readonly hooks: AppHooks) {
    const { priceEdges, bars, paths } = run;
    this.world = {
      t0: bars.edges[0], t1: paths?.edges.at(-1) ?? run.now, p0: priceEdges[0], p1: priceEdges[priceEdges.length - 1],
    };
    const loader = (edges: Float64Array) =>
      new HeatLoader(client, edges, priceEdges, heat?.limit ?? 2048, (whole) => this.imageCame(whole));
    this.past = loader(bars.edges);
    this.future = paths ? loader(paths.edges) : null;
    this.cursor = new CellCursor(this, client);
    this.layout = layoutOf(100, 100, true);
    this.resize();
    this.stateChanged();
  }

  end(): void {
    this.gone = true;
    this.cursor.clear();
    this.client.end();
  }

  get view(): View {
    return this.hooks.state().view ?? this.openingView();
  }

  // The last three horizons and the future; in price, where it was and may go, with room for the clusters around.
  openingView(): View {
    const { run, world } = this;
    const ahead = world.t1 - run.now;
    const back = ahead > 0 ? kOpeningPast * ahead : 7 * 86400;
    const bar = run.bars.edges[1] - run.bars.edges[0];
    const t0 = run.now - Math.max(back, 60 * bar);
    const [first, last] = cellsBetween(run.bars.edges, t0, run.now);
    const lows = [...run.bars.low.slice(first, last), ...(run.paths?.fan.low ?? [])].filter((x) => x > 0);
    const highs = [...run.bars.high.slice(first, last), ...(run.paths?.fan.price ?? [])].filter((x) => x > 0);
    const low = lows.reduce((a, b) => Math.min(a, b), run.nowMark);
    const high = highs.reduce((a, b) => Math.max(a, b), run.nowMark);
    const room = Math.max(0.35 * (high - low), 0.04 * run.nowMark);
    return this.clamp({ t0, t1: world.t1, p0: low - room, p1: high + room });
  }

  wholeView(): View {
    return { ...this.world };
  }

  clamp(view: View): View {
    const { run, world } = this;
    return clamped(view, world, 4 * (run.bars.edges[1] - run.bars.edges[0]), 4 * (run.priceEdges[1] - run.priceEdges[0]));
  }

  // Layers come from the worker; everything else is drawn from what is there.
  stateChanged(): void {
    const state = this.hooks.state();
    this.heat?.setColors(colorBytes(state.map));
    this.wish('past', this.past, state.past);
    if (this.future) this.wish('future', this.future, state.future);
    this.resize();
  }

  private wish(part: 'past' | 'future', loader: HeatLoader, id: string): void {
    const layer = layerOf(id);
    if (!layer || this.wanted[part] === id) return;
    this.wanted[part] = id;
    if (this.run.absent[layer.dataset]) return this.hooks.problem(`${layer.label} cannot be shown: ${this.run.absent[layer.dataset]}`);
    const done = busy();
    loader.load(layer).catch((error: Error) => {
      if (!this.gone) this.hooks.problem(`${layer.label} cannot be shown: ${error.message}`);
    }).finally(done);
  }

  private imageCame(whole: boolean): void {
    if (this.gone) return;
    for (const loader of [this.past, this.future]) {
      if (!loader?.overview || !(whole || !this.maxima.has(loader.dataset))) continue;
      const layer = [layerOf(this.wanted.past), layerOf(this.wanted.future)].find((one) => one?.dataset === loader.dataset);
      if (layer) this.maxima.set(loader.dataset, automaticMax(layer.unit, loader.overview.base.values));
    }
    performance.mark('picture');
    this.redraw();
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = byId('stage');
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.overlay, this.cursor.canvas]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.layout = layoutOf(width, height, this.hooks.state().marks.includes('context'));
    const { map } = this.layout;
    this.heat?.resize(map, ratio);
    byId('stage').dataset.map = [map.x, map.y, map.width, map.height].join();
    this.redraw();
  }

  redraw(): void {
    if (this.dirty || this.gone) return;
    this.dirty = true;
    requestAnimationFrame(() => {
      this.dirty = false;
      if (!this.gone) this.draw();
    });
  }

  private scaleOf(layer: Layer): ColorScale {
    const state = this.hooks.state();
    const chosen = layer.part === 'past' ? state.pastMax : state.futureMax;
    return { kind: state.scale, unit: layer.unit, exponent: layer.exponent, max: chosen ?? this.maxima.get(layer.dataset) ?? 1 };
  }

  private partOf(loader: HeatLoader, edges: Float64Array, layer: Layer): HeatPart {
    const { long, short } = this.hooks.state();
    const sides: [number, number] = layer.sides === 1 ? [1, 0] : [Number(long), Number(short)];
    const current = loader.dataset === layer.dataset;
    return { edges, overview: current ? loader.overview : null, detail: current ? loader.detail : null, scale: this.scaleOf(layer), sides };
  }

  private draw(): void {
    byId('stage').dataset.frames = String(++this.frames);
    const { run, layout, view } = this;
    const state = this.hooks.state();
    const past = layerOf(state.past);
    const future = layerOf(state.future);
    const ctx = this.overlay.getContext('2d', kSoftware);
    if (!ctx || !past || !future || layout.width === 0) return;
    const palette = kPalettes[state.theme];
    const ratio = this.overlay.width / layout.width;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, layout.width, layout.height);
    this.heat?.draw({
      view, map: layout.map, priceEdges: run.priceEdges, past: this.partOf(this.past, run.bars.edges, past),
      future: this.future && run.paths ? this.partOf(this.future, run.paths.edges, future) : null,
      threshold: state.threshold ?? 0, outside: palette.outside,
    });
    const scene: Scene = { ctx, layout, view, run, state, palette };
    drawPast(scene);
    drawProfile(scene);
    drawLadder(scene);
    drawFuture(scene);
    drawAxes(scene);
    drawContext(scene);
    drawLegend(scene, this.legend(past, future), colorBytes(state.map));
    this.cursor.draw();
    this.past.look(past, view);
    this.future?.look(future, view);
  }

  private legend(past: Layer, future: Layer): LegendEntry[] {
    const threshold = this.hooks.state().threshold ?? 0;
    const { view, layout, run } = this;
    const entry = (title: string, layer: Layer, loader: HeatLoader, edges: Float64Array): LegendEntry => {
      const cell = (edges[edges.length - 1] - edges[0]) / (edges.length - 1);
      const bin = (run.priceEdges[run.priceEdges.length - 1] - run.priceEdges[0]) / (run.priceEdges.length - 1);
      const pixels = window.devicePixelRatio || 1;
      const image = (loader.detail ?? loader.overview)?.level((view.t1 - view.t0) / cell / layout.map.width / pixels,
        (view.p1 - view.p0) / bin / layout.map.height / pixels);
      return { title, layer, scale: this.scaleOf(layer), threshold, blocks: image ? image.timeFactor * image.priceFactor : 1 };
    };
    const entries = [entry('Past', past, this.past, run.bars.edges)];
    if (this.future && run.paths) entries.push(entry('Ahead', future, this.future, run.paths.edges));
    return entries;
  }

  setView(view: View | null): void {
    this.hooks.state().view = view && this.clamp(view);
    this.hooks.viewMoved();
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    const { view, layout: { map } } = this;
    this.cursor.hide();
    this.setView(panned(view, (-dx / map.width) * (view.t1 - view.t0), (dy / map.height) * (view.p1 - view.p0)));
  }

  zoom(x: number, y: number, timeFactor: number, priceFactor: number): void {
    const { view, layout: { map } } = this;
    const inside = Math.min(Math.max(x, map.x), map.x + map.width);
    this.setView(zoomed(view, timeAt(view, map, inside), priceAt(view, map, y), timeFactor, priceFactor));
  }

  hover(x: number, y: number): void {
    const { map } = this.layout;
    if (contains(map, x, y)) this.cursor.moveTo(cellAt(this.run, timeAt(this.view, map, x), priceAt(this.view, map, y)), { x, y });
    else this.cursor.hide();
  }

  pick(x: number, y: number): void {
    const { map, profile, ladder, priceAxis } = this.layout;
    if ([map, profile, ladder, priceAxis].some((rect) => contains(rect, x, y))) this.pickPrice(priceAt(this.view, map, y));
  }

  pickPrice(price: number): void {
    const { title, rows } = whatIf(this.run, price);
    this.hooks.change({ pick: Number(price.toPrecision(8)) });
    byId('live').textContent = `${title}: ${rows.map((row) => row.join(' ')).join('; ')}`;
  }

  async savePicture(): Promise<void> {
    const palette = kPalettes[this.hooks.state().theme];
    const { map, width } = this.layout;
    this.draw();
    const cells = this.heat ? { canvas: this.heat.canvas, x: map.x, y: map.y } : null;
    save(await picture(this.overlay, width, cells, this.run.title || this.run.name, palette.background, palette.text), `${this.baseName()}.png`);
  }

  // The cells in view, at the resolution of the file.
  async saveCells(): Promise<void> {
    const blocks: CsvBlock[] = [];
    const { view, run } = this;
    const [p0, p1] = cellsBetween(run.priceEdges, Math.max(view.p0, run.priceEdges[0]), view.p1);
    for (const [id, edges] of [[this.hooks.state().past, run.bars.edges], [this.hooks.state().future, run.paths?.edges]] as const) {
      const layer = layerOf(id);
      if (!layer || !edges || run.absent[layer.dataset] || view.t1 <= edges[0] || view.t0 >= edges[edges.length - 1]) continue;
      const [t0, t1] = cellsBetween(edges, view.t0, view.t1);
      const cells = (t1 - t0) * (p1 - p0) * layer.sides;
      if (cells > kMaxCsvCells)
        throw new Error(`the window holds ${cells.toLocaleString('en-US')} values, more than ${kMaxCsvCells.toLocaleString('en-US')}: zoom in`);
      const window = { firstTime: t0, times: t1 - t0, firstPrice: p0, prices: p1 - p0 };
      const image = await this.client.call('image', { dataset: layer.dataset, sides: layer.sides, window, limit: 2 ** 24 });
      blocks.push({ ...window, part: layer.part, unit: layer.unit === 'dollars' ? 'usd' : 'probability', dataset: layer.dataset,
        sides: layer.sides, values: image.values });
    }
    save(new Blob([csvText(run, blocks)], { type: 'text/csv' }), `${this.baseName()}.csv`);
  }

  private baseName(): string {
    return (this.run.contract || 'map').replaceAll(/[^A-Za-z0-9_-]/g, '_');
  }

  // For the read-out: what cell the keyboard starts from.
  nowCell(): { time: number; price: number } {
    const bars = this.run.bars.edges.length - 1;
    return { time: center(this.run.bars.edges, bars - 1), price: this.run.nowMark };
  }

  showTip(element: HTMLElement, rows: Parameters<typeof rowList>[0], at: { x: number; y: number }): void {
    element.replaceChildren(rowList(rows));
    element.hidden = false;
    const { offsetWidth, offsetHeight } = element;
    const left = at.x + 18 + offsetWidth > this.layout.width ? at.x - 14 - offsetWidth : at.x + 18;
    const top = Math.min(Math.max(4, at.y + 14), this.layout.height - offsetHeight - 4);
    element.style.left = `${Math.max(4, left)}px`;
    element.style.top = `${top}px`;
  }
}
