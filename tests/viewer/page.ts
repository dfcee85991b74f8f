// Helpers of the browser tests: the program's server, Chromium, and the page under test.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests through CTest`);
  return value;
}

export const program = required('TINDERBOX_PROGRAM');
export const folder = required('TINDERBOX_TEST_FILES');
export const file = (name: string) => join(folder, name);

// 64-bit integers and 32-bit reals of the program, as the browser shows them.
export interface KnownCell {
  part: 'past' | 'future';
  time: number;
  price: number;
  t0: number;
  t1: number;
  p0: number;
  p1: number;
  values: Record<string, number[]>;
}
export interface Known {
  cells: KnownCell[];
  whatif: Record<string, number[]>;
  bounds: [number, number][];
}
export const known = (): Known => JSON.parse(readFileSync(file('cells.json'), 'utf8')) as Known;

// Software rendering; as root Chromium has no sandbox.
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: required('TINDERBOX_CHROMIUM'),
    args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader'],
  });
}

export class Server {
  private constructor(private readonly process: ChildProcess, readonly address: string) {}

  static start(path: string, ...options: string[]): Promise<Server> {
    const child = spawn(program, ['view', path, '--no-open', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (data: Buffer) => {
        text += data.toString();
        const address = /http:\/\/127\.0\.0\.1:[0-9]+\//.exec(text);
        if (address) resolve(new Server(child, address[0]));
      });
      child.stderr.on('data', (data: Buffer) => (text += data.toString()));
      child.on('exit', (status) => reject(new Error(`the server ended with ${status}: ${text}`)));
    });
  }

  // Ctrl-C; resolves with the exit status.
  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGINT');
    return ended;
  }
}

export interface Opened {
  page: Page;
  errors: string[]; // of the console, and requests that left the machine
}

export async function newPage(browser: Browser): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const errors: string[] = [];
  page.on('console', (message) => {
    // Chromium's own remark about how it gets at pictures without a GPU.
    if (!/GL Driver Message .* ReadPixels/.test(message.text())) errors.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|file:|blob:|data:)/.test(request.url())) errors.push(`request: ${request.url()}`);
  });
  return { page, errors };
}

// Until the newest run's map is complete, or the page reports a problem.
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const byId = (id: string) => document.getElementById(id) as HTMLElement;
    return byId('busy').hidden && (byId('stage').dataset.frames !== undefined || !byId('problem').hidden);
  });
  await frame(page);
}

export async function frame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
}

export async function setHash(page: Page, hash: string): Promise<void> {
  await page.evaluate((text) => (location.hash = text), hash);
  await frame(page);
  await settled(page);
}

export const problem = (page: Page) => page.locator('#problem-text').innerText();

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

// The map on the screen.
export async function mapRect(page: Page): Promise<Rect> {
  return page.evaluate(() => {
    const stage = document.getElementById('stage') as HTMLElement;
    const box = stage.getBoundingClientRect();
    const [x, y, width, height] = (stage.dataset.map as string).split(',').map(Number);
    return { x: box.left + x, y: box.top + y, width, height };
  });
}

// Colours of pixels of the cells, at places on the screen.
export async function cellColors(page: Page, places: number[][]): Promise<number[][]> {
  return page.evaluate((wanted) => {
    const canvas = document.getElementById('heat') as HTMLCanvasElement;
    const box = canvas.getBoundingClientRect();
    const copy = document.createElement('canvas');
    Object.assign(copy, { width: canvas.width, height: canvas.height });
    const ctx = copy.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    ctx.drawImage(canvas, 0, 0);
    return wanted.map(([x, y]) => [...ctx.getImageData(Math.floor(x - box.left), Math.floor(y - box.top), 1, 1).data.slice(0, 3)]);
  }, places);
}

export async function cellColor(page: Page, x: number, y: number): Promise<number[]> {
  return (await cellColors(page, [[x, y]]))[0];
}

// What stands under the cursor, once it is read.
export async function readout(page: Page, key: string): Promise<Record<string, (number | null)[]>> {
  await page.waitForFunction((wanted) => {
    const tip = document.getElementById('tip') as HTMLElement;
    return !tip.hidden && tip.dataset.cell === wanted && tip.dataset.values !== '';
  }, key);
  return JSON.parse((await page.locator('#tip').getAttribute('data-values')) as string) as Record<string, (number | null)[]>;
}
