// Saves what is seen: the picture as PNG, the cells of the window as CSV in long form.
import { center } from './grid';
import type { RunHeader } from './run_header';

export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// The stage with its cells, under a line that says what it shows.
export async function picture(overlay: HTMLCanvasElement, cssWidth: number,
  cells: { canvas: HTMLCanvasElement; x: number; y: number } | null, title: string, ground: string, ink: string): Promise<Blob> {
  const { width, height } = overlay;
  const ratio = width / cssWidth;
  const head = Math.round(34 * ratio);
  const sheet = document.createElement('canvas');
  sheet.width = width;
  sheet.height = height + head;
  const ctx = sheet.getContext('2d');
  if (!ctx) throw new Error('this browser cannot draw the picture');
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.fillStyle = ink;
  ctx.font = `600 ${Math.round(16 * ratio)}px system-ui, "DejaVu Sans", sans-serif`;
  ctx.textBaseline = 'middle';
  ctx.fillText(title, 10 * ratio, head / 2, sheet.width - 20 * ratio);
  if (cells) ctx.drawImage(cells.canvas, Math.round(cells.x * ratio), head + Math.round(cells.y * ratio));
  ctx.drawImage(overlay, 0, head);
  const blob = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('this browser cannot write the picture');
  return blob;
}

export interface CsvBlock {
  part: 'past' | 'future';
  unit: string; // usd or probability
  dataset: string;
  sides: 1 | 2;
  firstTime: number;
  firstPrice: number;
  prices: number;
  times: number;
  values: Float32Array; // as in a CellImage at full resolution
}

// A text cell that a spreadsheet takes for text.
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function stamp(seconds: number): string {
  return new Date(1000 * seconds).toISOString().slice(0, 19) + 'Z';
}

// Unknown values are left empty, and so are the cells of a side that is empty.
export function csvText(run: RunHeader, blocks: CsvBlock[]): string {
  const lines = [`# ${run.title.replaceAll(/[\r\n]/g, ' ')}`, 'dataset,begin_utc,end_utc,price_low_usd,price_high_usd,price_usd,side,value,unit'];
  for (const block of blocks) {
    const edges = block.part === 'past' ? run.bars.edges : run.paths?.edges;
    if (!edges) continue;
    for (let t = 0; t < block.times; ++t)
      for (let p = 0; p < block.prices; ++p)
        for (let side = 0; side < block.sides; ++side) {
          const value = block.values[2 * (t * block.prices + p) + side];
          const bin = block.firstPrice + p;
          const time = block.firstTime + t;
          lines.push([quoted(block.dataset), stamp(edges[time]), stamp(edges[time + 1]), run.priceEdges[bin], run.priceEdges[bin + 1],
            center(run.priceEdges, bin), block.sides === 2 ? ['long', 'short'][side] : '', value < 0 ? '' : value, block.unit].join(','));
        }
  }
  return `${lines.join('\n')}\n`;
}
