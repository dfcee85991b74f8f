// HDF5 in the worker: opens a file where it lies and reads parts of it. A run file is untrusted: whatever it claims is
// compared with limits before anything is read. Every problem is an Error whose message can be shown.
import { ready, File as H5File, Dataset, Group, type Metadata } from 'h5wasm';
import type { Source } from '../protocol';

export const kMaxCells = 2 ** 32; // values a tensor may claim
export const kMaxSmall = 2 ** 24; // values of a dataset that is read whole
const kMaxChunkBytes = 2 ** 26;
const kMaxText = 2 ** 20;
const kRequestBytes = 2 ** 20;
const kShuffle = 2;
const kDeflate = 1;

// Of Emscripten's file system only what is used here.
interface LazyNode {
  contents: { length: number; chunkSize: number; getter(chunk: number): Uint8Array };
  stream_ops: { read(stream: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number };
}
interface FileSystem {
  filesystems: { WORKERFS: unknown };
  mkdir(path: string): void;
  mount(type: unknown, options: { blobs: { name: string; data: Blob }[] }, path: string): void;
  createLazyFile(parent: string, name: string, url: string, read: boolean, write: boolean): LazyNode;
}

// Copies whole stretches; Emscripten's own reader copies byte by byte.
function readInStretches(node: LazyNode): void {
  node.stream_ops = {
    ...node.stream_ops,
    read(_stream, buffer, offset, length, position) {
      const { contents } = node;
      const end = Math.min(position + length, contents.length);
      let at = position;
      while (at < end) {
        const chunk = Math.floor(at / contents.chunkSize);
        const bytes = contents.getter(chunk);
        const from = at - chunk * contents.chunkSize;
        const count = Math.min(end - at, bytes.length - from);
        if (count <= 0) break;
        buffer.set(bytes.subarray(from, from + count), offset + at - position);
        at += count;
      }
      return Math.max(0, at - position);
    },
  };
}

export class RunSource {
  private constructor(private readonly file: H5File, readonly name: string, readonly bytes: number) {}

  static async open(source: Source): Promise<RunSource> {
    const module = await ready;
    const fs = module.FS as unknown as FileSystem;
    fs.mkdir('/run');
    let bytes: number;
    let name: string;
    if (source.kind === 'url') {
      const node = fs.createLazyFile('/run', 'file', source.url, true, false);
      bytes = node.contents.length;
      if (node.contents.chunkSize > Math.max(kRequestBytes, 1)) throw new Error('the server cannot send parts of the file');
      readInStretches(node);
      name = decodeURIComponent(source.url.split('/').at(-1) ?? '');
    } else {
      ({ name, size: bytes } = source.file);
      fs.mount(fs.filesystems.WORKERFS, { blobs: [{ name: 'file', data: source.file }] }, '/run');
    }
    if (bytes === 0) throw new Error('the file is empty');
    const file = new H5File('/run/file', 'r');
    if (file.file_id < 0n) {
      throw new Error('this is no HDF5 file, or it is damaged or cut off');
    }
    return new RunSource(file, name, bytes);
  }

  attribute(group: string, name: string): unknown {
    const object = group === '/' ? this.file : this.file.get(group);
    if (!(object instanceof Group)) return undefined;
    const attribute = object.attrs[name];
    if (!attribute || (attribute.shape ?? []).reduce((a, b) => a * b, 1) > 1) return undefined;
    const { value } = attribute;
    return value instanceof Object && 'length' in value ? value[0] : value;
  }

  // '' where the attribute is missing or no text.
  text(group: string, name: string): string {
    const value = this.attribute(group, name);
    return typeof value === 'string' ? value.slice(0, kMaxText) : '';
  }

  // NaN where the attribute is missing or no number.
  number(group: string, name: string): number {
    const value = this.attribute(group, name);
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
  }

  has(name: string): boolean {
    try {
      const object = this.file.get(name);
      return object instanceof Dataset || object instanceof Group;
    } catch {
      return false;
    }
  }

  // Shape of a dataset that may be read; throws where it may not.
  shape(name: string): number[] {
    return this.checked(name).metadata.shape ?? [];
  }

  labels(name: string): string[] {
    const dataset = this.checked(name);
    const value = dataset.value;
    if (!Array.isArray(value) || value.length > 65536) throw new Error(`${name}: is no list of names`);
    return value.map((label) => String(label).slice(0, 256));
  }

  // All of a small dataset, if it has this shape.
  values(name: string, shape: readonly number[]): Float64Array {
    const dataset = this.checked(name);
    const found = dataset.metadata.shape ?? [];
    if (found.length !== shape.length || shape.some((size, i) => size !== found[i]))
      throw new Error(`${name}: has another shape (found ${found.join(' x ') || 'a single value'}, expected ${shape.join(' x ')})`);
    if (found.reduce((a, b) => a * b, 1) > kMaxSmall) throw new Error(`${name}: is too large to be read whole`);
    return numbers(name, dataset.value);
  }

  // A hyperslab: [first, last) along each axis.
  slab(name: string, ranges: [number, number][]): Float32Array {
    const dataset = this.checked(name);
    const value = dataset.slice(ranges);
    if (!(value instanceof Float32Array)) throw new Error(`${name}: is not of 32-bit reals`);
    return value;
  }

  rowsAChunk(name: string): number {
    return this.checked(name).metadata.chunks?.[0] ?? 1;
  }

  private checked(name: string): Dataset {
    const object = this.file.get(name);
    if (!(object instanceof Dataset)) throw new Error(`${name}: is missing`);
    const { metadata } = object;
    checkStorage(name, metadata, object.filters.map((filter) => filter.id));
    return object;
  }
}

function checkStorage(name: string, metadata: Metadata, filters: number[]): void {
  const shape = metadata.shape ?? [];
  const cells = shape.reduce((a, b) => a * b, 1);
  if (!(cells <= kMaxCells)) throw new Error(`${name}: claims an absurd size (${shape.join(' x ')})`);
  const chunk = (metadata.chunks ?? []).reduce((a, b) => a * b, 1) * metadata.size;
  if (!(chunk <= kMaxChunkBytes)) throw new Error(`${name}: claims absurd chunks (${metadata.chunks?.join(' x ')})`);
  if (metadata.chunks === null && !(cells * metadata.size <= kMaxChunkBytes))
    throw new Error(`${name}: is one piece of absurd size`);
  if (metadata.virtual_sources?.length) throw new Error(`${name}: refers to other files`);
  const unknown = filters.find((id) => id !== kShuffle && id !== kDeflate);
  if (unknown !== undefined) throw new Error(`${name}: is compressed in an unknown way (filter ${unknown})`);
}

function numbers(name: string, value: unknown): Float64Array {
  if (typeof value === 'number' || typeof value === 'bigint') return Float64Array.of(Number(value));
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number);
  if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array)
    return Float64Array.from(value);
  throw new Error(`${name}: holds no numbers`);
}
