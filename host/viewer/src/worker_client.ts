// The page's side of the worker. Each file gets a worker of its own, so that one that chokes on a damaged file takes
// nothing else down.
import workerText from 'virtual:worker';
import type { CellImage } from './cell_image';
import type { Calls, CallName, Reply, Request } from './protocol';

const kOpenMilliseconds = 60000;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  slab?: (image: CellImage) => void;
}

let workerUrl: Promise<string> | undefined;

async function unpacked(): Promise<string> {
  const bytes = Uint8Array.from(atob(workerText), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const code = await new Response(stream).blob();
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

export class WorkerClient {
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;

  private constructor(private readonly worker: Worker) {
    worker.onmessage = (event: MessageEvent<Reply>) => this.take(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(new Error('the file is damaged: HDF5 cannot get through it'));
    };
  }

  static async start(): Promise<WorkerClient> {
    workerUrl ??= unpacked();
    return new WorkerClient(new Worker(await workerUrl));
  }

  call<Name extends CallName>(name: Name, ask: Calls[Name]['ask'], slab?: (image: CellImage) => void):
    Promise<Calls[Name]['answer']> {
    const id = this.next++;
    const request: Request = { id, name, ask };
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject, slab }));
    this.worker.postMessage(request);
    if (name === 'open') {
      setTimeout(() => {
        if (this.waiting.has(id)) this.fail(new Error('the file could not be opened: no answer within a minute'));
      }, kOpenMilliseconds);
    }
    return answer as Promise<Calls[Name]['answer']>;
  }

  end(): void {
    this.fail(new Error('closed'));
  }

  private fail(error: Error): void {
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === 'slab') return waiting.slab?.(reply.image);
    this.waiting.delete(reply.id);
    if (reply.kind === 'error') waiting.reject(new Error(reply.message));
    else waiting.resolve(reply.answer);
  }
}
