// The cell under the mouse, or under the cursor that arrow keys move: crosshair, read-out, and the same for screen readers.
import { byId } from './dom';
import { center } from './grid';
import type { MapApp } from './map_app';
import type { CellValues } from './protocol';
import { rows, type Cell } from './readout';
import { xOf, yOf } from './view';
import type { WorkerClient } from './worker_client';

const kSpeakMilliseconds = 350;
const kMaxKept = 4096; // cells whose values are remembered

export class CellCursor {
  readonly canvas = byId<HTMLCanvasElement>('cursor');
  cell: Cell | null = null;
  private at = { x: 0, y: 0 };
  private readonly tip = byId('tip');
  private readonly kept = new Map<string, CellValues>();
  private asking = false;
  private spoken: ReturnType<typeof setTimeout> | undefined;
  private byKey = false;

  constructor(private readonly app: MapApp, private readonly client: WorkerClient) {}

  moveTo(cell: Cell | null, at: { x: number; y: number }): void {
    this.cell = cell;
    this.at = at;
    this.byKey = false;
    this.show();
  }

  // One step of an arrow key; the cursor starts at now.
  step(dx: number, dy: number): void {
    const { run, layout, view } = this.app;
    const bars = run.bars.edges.length - 1;
    const steps = run.paths ? run.paths.edges.length - 1 : 0;
    const now = this.app.nowCell();
    const bin = Math.max(0, run.priceEdges.findIndex((edge) => edge > now.price) - 1);
    const from = this.cell ?? { part: 'past' as const, time: bars - 1, price: bin };
    const time = Math.min(Math.max((from.part === 'past' ? from.time : bars + from.time) + dx, 0), bars + steps - 1);
    const price = Math.min(Math.max(from.price + dy, 0), run.priceEdges.length - 2);
    this.cell = time < bars ? { part: 'past', time, price } : { part: 'future', time: time - bars, price };
    this.byKey = true;
    const where = this.place();
    if (where && (where.x < layout.map.x || where.x > layout.map.x + layout.map.width))
      this.app.setView({ ...view, t0: view.t0 + this.off(where.time, view.t0, view.t1), t1: view.t1 + this.off(where.time, view.t0, view.t1) });
    this.show();
  }

  private off(value: number, low: number, high: number): number {
    return value - 0.5 * (low + high);
  }

  get price(): number | null {
    return this.cell ? center(this.app.run.priceEdges, this.cell.price) : null;
  }

  // Centre of the cell on the stage.
  private place(): { x: number; y: number; time: number } | null {
    const { run, layout, view } = this.app;
    if (!this.cell) return null;
    const edges = this.cell.part === 'past' ? run.bars.edges : run.paths?.edges;
    if (!edges) return null;
    const time = center(edges, this.cell.time);
    return { time, x: xOf(view, layout.map, time), y: yOf(view, layout.map, center(run.priceEdges, this.cell.price)) };
  }

  hide(): void {
    this.cell = null;
    this.tip.hidden = true;
    this.draw();
  }

  clear(): void {
    this.kept.clear();
    this.hide();
  }

  private key(cell: Cell): string {
    return `${cell.part} ${cell.time} ${cell.price}`;
  }

  private show(): void {
    this.draw();
    const { cell } = this;
    if (!cell) {
      this.tip.hidden = true;
      return;
    }
    const values = this.kept.get(this.key(cell)) ?? null;
    const text = rows(this.app.run, cell, values);
    const at = this.byKey ? (this.place() ?? this.at) : this.at;
    this.app.showTip(this.tip, text, at);
    this.tip.dataset.cell = this.key(cell);
    this.tip.dataset.values = values ? JSON.stringify(values) : '';
    if (values === null) void this.ask();
    else if (this.byKey) this.speak(text.map((row) => row.join(' ')).join('; '));
  }

  private speak(text: string): void {
    clearTimeout(this.spoken);
    this.spoken = setTimeout(() => (byId('live').textContent = text), kSpeakMilliseconds);
  }

  // One question at a time; the newest cell is asked for next.
  private async ask(): Promise<void> {
    const { cell } = this;
    if (this.asking || !cell) return;
    this.asking = true;
    try {
      const values = await this.client.call('cell', cell);
      if (this.kept.size > kMaxKept) this.kept.clear();
      this.kept.set(this.key(cell), values);
    } catch {
      return;
    } finally {
      this.asking = false;
    }
    this.show();
  }

  draw(): void {
    const { layout, run, view } = this.app;
    const place = this.place();
    this.canvas.hidden = !place; // a canvas that is not there need not be blended
    if (!place || !this.cell) return;
    const ctx = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!ctx || layout.width === 0) return;
    const ratio = this.canvas.width / layout.width;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, layout.width, layout.height);
    const { x, y } = this.byKey ? place : this.at;
    const right = layout.ladder.width > 0 ? layout.ladder.x + layout.ladder.width : layout.map.x + layout.map.width;
    ctx.strokeStyle = 'rgba(160,200,255,0.55)';
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(layout.map.x, Math.round(y) + 0.5);
    ctx.lineTo(right, Math.round(y) + 0.5);
    ctx.moveTo(Math.round(x) + 0.5, layout.map.y);
    ctx.lineTo(Math.round(x) + 0.5, layout.map.y + layout.map.height);
    ctx.stroke();
    ctx.setLineDash([]);
    const edges = this.cell.part === 'past' ? run.bars.edges : run.paths?.edges;
    if (!edges) return;
    const left = xOf(view, layout.map, edges[this.cell.time]);
    const top = yOf(view, layout.map, run.priceEdges[this.cell.price + 1]);
    ctx.strokeStyle = '#ffffff';
    ctx.strokeRect(left, top, Math.max(2, xOf(view, layout.map, edges[this.cell.time + 1]) - left),
      Math.max(2, yOf(view, layout.map, run.priceEdges[this.cell.price]) - top));
  }
}
