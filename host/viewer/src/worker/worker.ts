// The worker: holds one open run file and answers the page's requests, one after the other.
import './quiet';
import { emptyImage, enterRows, kUnknown, type CellImage } from '../cell_image';
import { kLayers } from '../layers';
import type { Calls, CallName, CellValues, Reply, Request } from '../protocol';
import { RunSource } from './hdf5';
import { readHeader } from './read_header';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const kSlabMilliseconds = 150; // how often an unfinished image is shown
const kSlabValues = 2 ** 21; // read at once

let file: RunSource | undefined;

function opened(): RunSource {
  if (!file) throw new Error('no file is open');
  return file;
}

function send(reply: Reply, transfer: Transferable[] = []): void {
  scope.postMessage(reply, transfer);
}

// Rows [first, last) of whole chunks, from the newest back: now is what is looked at first.
function* stretches(first: number, last: number, step: number): Generator<[number, number]> {
  let end = last;
  while (end > first) {
    const start = Math.max(first, Math.floor((end - 1) / step) * step);
    yield [start, end];
    end = start;
  }
}

function readImage(id: number, ask: Calls['image']['ask']): CellImage {
  const { dataset, sides, window, limit } = ask;
  const source = opened();
  const image = emptyImage(window.firstTime, window.times, window.firstPrice, window.prices, limit);
  const chunk = source.rowsAChunk(dataset);
  const step = chunk * Math.max(1, Math.floor(kSlabValues / (chunk * sides * window.prices)));
  const prices: [number, number] = [window.firstPrice, window.firstPrice + window.prices];
  let shown = performance.now();
  for (const [start, end] of stretches(window.firstTime, window.firstTime + window.times, step)) {
    const ranges: [number, number][] = sides === 2 ? [[start, end], [0, 2], prices] : [[start, end], prices];
    enterRows(image, source.slab(dataset, ranges), sides, start, window.prices);
    if (start > window.firstTime && performance.now() - shown > kSlabMilliseconds) {
      const values = image.values.slice();
      send({ id, kind: 'slab', image: { ...image, values } }, [values.buffer]);
      shown = performance.now();
    }
  }
  if (sides === 1) for (let i = 1; i < image.values.length; i += 2) image.values[i] = kUnknown;
  return image;
}

// Every dataset of the past or the future at one cell.
function readCell({ part, time, price }: Calls['cell']['ask']): CellValues {
  const source = opened();
  const values: CellValues = {};
  for (const layer of kLayers) {
    if (layer.part !== part) continue;
    const at: [number, number][] = [[time, time + 1], [price, price + 1]];
    if (layer.sides === 2) at.splice(1, 0, [0, 2]);
    try {
      values[layer.id] = Array.from(source.slab(layer.dataset, at));
    } catch {
      values[layer.id] = layer.sides === 2 ? [NaN, NaN] : [NaN];
    }
  }
  return values;
}

const calls: { [Name in CallName]: (ask: Calls[Name]['ask'], id: number) => Promise<Calls[Name]['answer']> } = {
  async open({ source }) {
    file = await RunSource.open(source);
    return readHeader(file);
  },
  async image(ask, id) {
    return readImage(id, ask);
  },
  async cell(ask) {
    return readCell(ask);
  },
};

function explained(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return 'the file is damaged: HDF5 cannot get through it';
  return error instanceof Error ? error.message : 'the file is damaged: HDF5 cannot read it';
}

scope.onmessage = async (event: MessageEvent<Request>) => {
  const { id, name, ask } = event.data;
  try {
    const answer = await calls[name](ask as never, id);
    const transfer = name === 'image' ? [(answer as CellImage).values.buffer] : [];
    send({ id, kind: 'answer', answer }, transfer);
  } catch (error) {
    send({ id, kind: 'error', message: explained(error) });
  }
};
