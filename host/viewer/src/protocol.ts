// What page and worker say to each other. Every request gets one answer with its number; `slab` may come before it.
import type { CellImage } from './cell_image';
import type { RunHeader } from './run_header';

export interface Window {
  firstTime: number;
  times: number;
  firstPrice: number;
  prices: number;
}

export type Source = { kind: 'url'; url: string } | { kind: 'file'; file: File };

// Value by dataset, in the order (long, short), or alone where there are no sides. NaN: unknown.
export type CellValues = Record<string, number[]>;

export interface Calls {
  open: { ask: { source: Source }; answer: RunHeader };
  image: { ask: { dataset: string; sides: 1 | 2; window: Window; limit: number }; answer: CellImage };
  cell: { ask: { part: 'past' | 'future'; time: number; price: number }; answer: CellValues };
}
export type CallName = keyof Calls;

export interface Request {
  id: number;
  name: CallName;
  ask: Calls[CallName]['ask'];
}

export type Reply =
  | { id: number; kind: 'answer'; answer: unknown }
  | { id: number; kind: 'slab'; image: CellImage }
  | { id: number; kind: 'error'; message: string };
