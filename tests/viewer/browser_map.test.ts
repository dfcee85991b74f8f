// The map of a demo run in a browser: values and colours of cells against HDF5, layers, switches, what-if, keys, exports.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { colorTable } from '@viewer/color_map';
import { position } from '@viewer/color_scale';
import { kLayers } from '@viewer/layers';
import { cellColor, cellColors, file, frame, known, launch, mapRect, newPage, readout, Server, setHash, settled, type KnownCell, type Opened } from './page';

let browser: Browser;
let server: Server;
let opened: Opened;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), Server.start(file('run.h5'))]);
  opened = await newPage(browser);
  await opened.page.goto(server.address);
  await settled(opened.page);
});
afterAll(async () => {
  await browser.close();
  expect(await server.stop()).toBe(0);
});
afterEach(() => expect(opened.errors).toEqual([]));

// A window of a few cells about one.
function windowAbout(cell: KnownCell): string {
  const [dt, dp] = [cell.t1 - cell.t0, cell.p1 - cell.p0];
  return `view=${cell.t0 - 3 * dt},${cell.t1 + 3 * dt},${cell.p0 - 3 * dp},${cell.p1 + 3 * dp}`;
}

// Where the middle of a cell is on the screen, from the window that the page wrote into the address or was given.
async function placeOf(cell: KnownCell): Promise<{ x: number; y: number }> {
  const { page } = opened;
  const rect = await mapRect(page);
  await page.keyboard.press('Shift'); // no key of ours
  await page.mouse.move(rect.x + 1, rect.y - 40);
  const view = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('view') as string);
  const [t0, t1, p0, p1] = view.split(',').map(Number);
  return {
    x: rect.x + ((0.5 * (cell.t0 + cell.t1) - t0) / (t1 - t0)) * rect.width,
    y: rect.y + ((p1 - 0.5 * (cell.p0 + cell.p1)) / (p1 - p0)) * rect.height,
  };
}

// Cells whose window of seven lies inside the map, where the page shows exactly the window it is given.
const inner = (cells: KnownCell[]) => cells.filter((cell) => {
  const [first, last] = [cells.reduce((a, c) => Math.min(a, c.t0), Infinity), cells.reduce((a, c) => Math.max(a, c.t1), 0)];
  const [dt, dp] = [cell.t1 - cell.t0, cell.p1 - cell.p0];
  return cell.t0 - 3 * dt >= first && cell.t1 + 3 * dt <= last && cell.p0 - 3 * dp >= 70000 && cell.p1 + 3 * dp <= 130000;
});

describe('cells', () => {
  it('under the cursor are those of the file: 100 random ones', async () => {
    const { page } = opened;
    await setHash(page, `marks=&view=${wholeWindow()}`);
    let compared = 0;
    for (const cell of known().cells) {
      const rect = await mapRect(page);
      const world = wholeWindow().split(',').map(Number);
      const x = rect.x + ((0.5 * (cell.t0 + cell.t1) - world[0]) / (world[1] - world[0])) * rect.width;
      const y = rect.y + ((world[3] - 0.5 * (cell.p0 + cell.p1)) / (world[3] - world[2])) * rect.height;
      await page.mouse.move(x, y);
      const values = await readout(page, `${cell.part} ${cell.time} ${cell.price}`);
      for (const [name, expected] of Object.entries(cell.values)) {
        expect(values[name], `${name} at ${cell.part} ${cell.time} ${cell.price}`).toEqual(expected);
        ++compared;
      }
    }
    expect(compared).toBeGreaterThan(400);
  });

  it('have the colour of their value', async () => {
    const { page } = opened;
    const table = colorTable('ember');
    let brightest = 0;
    for (const cell of inner(known().cells).slice(0, 30)) {
      await setHash(page, `marks=&scale=linear&max=1e6&future-max=1e4&${windowAbout(cell)}`);
      const { x, y } = await placeOf(cell);
      const name = cell.part === 'past' ? 'density' : 'liquidated';
      const value = cell.values[name][0] + cell.values[name][1];
      const max = cell.part === 'past' ? 1e6 : 1e4;
      const at = Math.round(255 * position({ kind: 'linear', unit: 'dollars', exponent: 1, max }, value));
      const color = await cellColor(page, x, y);
      const near = [at - 1, at, at + 1].map((i) => table[Math.min(Math.max(i, 0), 255)]);
      expect(near.map(String)).toContain(String(color));
      brightest = Math.max(brightest, at);
    }
    expect(brightest).toBeGreaterThan(100); // not all dark
  });

  it('go dark with their side, and below the threshold', async () => {
    const { page } = opened;
    const cell = inner(known().cells).find((one) => one.part === 'past' && one.values.density[0] > 5e4) as KnownCell;
    const dark = String(colorTable('ember')[0]);
    const color = async (words: string) => {
      await setHash(page, `marks=&scale=linear&max=1e5&${words}&${windowAbout(cell)}`);
      const { x, y } = await placeOf(cell);
      return String(await cellColor(page, x, y));
    };
    expect(await color('')).not.toBe(dark);
    expect(await color('sides=short')).toBe(dark);
    expect(await color('sides=long')).not.toBe(dark);
    expect(await color('threshold=1e12')).toBe(dark);
    expect(await color('map=cividis')).not.toBe(await color('map=ember'));
  });
});

// All of the run's time and price.
function wholeWindow(): string {
  const start = Date.UTC(2025, 2, 8) / 1000;
  return `${start},${start + 14 * 3600},70000,130000`;
}

describe('layers', () => {
  it.each(kLayers.map((layer) => [layer.id, layer.part] as const))('%s is drawn and named', async (id, part) => {
    const { page } = opened;
    await setHash(page, `${part}=${id}`);
    expect(await page.locator(`#${part}`).inputValue()).toBe(id);
    expect(await page.locator('#problem').isHidden()).toBe(true);
    const rect = await mapRect(page);
    const places = Array.from({ length: 100 }, (_, i) => [rect.x + (rect.width * (i % 10 + 0.5)) / 10, rect.y + (rect.height * (i / 10)) / 10]);
    expect(new Set((await cellColors(page, places)).map(String)).size).toBeGreaterThan(3);
  });
  it.each(['touch', 'branching', 'forced'])('beside the map: %s', async (id) => {
    const { page } = opened;
    await setHash(page, `beside=${id}`);
    expect(await page.locator('#profile').inputValue()).toBe(id);
    expect(await inked(page)).toBeGreaterThan(3000);
  });
});

// Pixels drawn over the cells.
function inked(page: Opened['page']): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.getElementById('overlay') as HTMLCanvasElement;
    const copy = document.createElement('canvas');
    Object.assign(copy, { width: canvas.width, height: canvas.height });
    const ctx = copy.getContext('2d') as CanvasRenderingContext2D;
    ctx.drawImage(canvas, 0, 0);
    const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) ++count;
    return count;
  });
}

describe('switches', () => {
  it.each(['candles', 'fan', 'volume', 'ma20', 'context'])('%s adds to the picture', async (mark) => {
    const { page } = opened;
    await setHash(page, 'marks=');
    const bare = await inked(page);
    await page.locator(`#mark-${mark}`).check();
    await frame(page);
    expect(await inked(page)).toBeGreaterThan(bare + 100);
  });
  it('narrow the ladder by leverage, and say why a single venue cannot be', async () => {
    const { page } = opened;
    await setHash(page, '');
    const before = await page.locator('#overlay').screenshot();
    await page.locator('#band-3').uncheck();
    await frame(page);
    expect((await page.locator('#overlay').screenshot()).equals(before)).toBe(false);
    expect(await page.locator('#venue-0').isDisabled()).toBe(true);
    expect(await page.locator('label:has(#venue-0)').getAttribute('title')).toContain('one venue');
    expect(await page.locator('#band-3').evaluate((box) => box === document.activeElement)).toBe(true); // the focus stayed
  });
  it('refuse an amount that is none, and take one that is', async () => {
    const { page } = opened;
    await setHash(page, '');
    await page.locator('#max').fill('much');
    await page.locator('#max').press('Tab');
    expect(await page.locator('#max').getAttribute('aria-invalid')).toBe('true');
    await page.locator('#max').fill('$20M');
    await page.locator('#max').press('Tab');
    await page.waitForFunction(() => location.hash.includes('max=20000000'));
  });
  it('levels: the chance to reach one is that of its bin', async () => {
    const { page } = opened;
    await setHash(page, '');
    await page.locator('#level-name').fill('low <b>');
    await page.locator('#level-price').fill('99,000');
    await page.locator('#level-add').click();
    expect(await page.locator('.level').innerText()).toMatch(/low <b> 99,000[^]*reached: [0-9.]+%, without feedback [0-9.]+%/);
    await page.waitForFunction(() => location.hash.includes('level=99000'));
  });
});

describe('what if', () => {
  it('says what the file says of the price that was clicked', async () => {
    const { page } = opened;
    await setHash(page, '');
    const rect = await mapRect(page);
    await page.mouse.click(rect.x + rect.width / 3, rect.y + 0.8 * rect.height);
    await page.waitForFunction(() => location.hash.includes('if='));
    const price = Number(await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('if')));
    const { whatif, bounds } = known();
    const bin = bounds.findIndex(([low, high]) => price >= low && price < high);
    const text = await page.locator('#what-if').innerText();
    const millions = (value: number) => Number((value / 1e6).toPrecision(3));
    expect(whatif.forced[bin]).toBeGreaterThan(1e6);
    expect(text).toContain(`$${millions(whatif.forced[bin])}M`);
    expect(text).toContain(Math.round(whatif.stop_price[bin]).toLocaleString('en-US'));
    expect(text).toContain('book pays');
    expect(await page.locator('#live').innerText()).toContain('stops at');
  });
});

describe('keys', () => {
  it('move a cursor that is read aloud, pan, zoom, and ask', async () => {
    const { page } = opened;
    await setHash(page, '');
    await page.locator('#stage').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => /shorts/.test(document.getElementById('live')?.textContent ?? ''));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /If price trades/.test(document.getElementById('live')?.textContent ?? ''));
    await page.keyboard.press('Escape');
    expect(await page.locator('#what-if').count()).toBe(0);
    await page.keyboard.press('+');
    await page.waitForFunction(() => location.hash.includes('view='));
    const zoomed = await page.evaluate(() => location.hash);
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction((before) => location.hash !== before, zoomed);
    await page.keyboard.press('n');
    await page.waitForFunction(() => !location.hash.includes('view='));
    await page.keyboard.press('t');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.waitForFunction(() => location.hash.includes('theme=light'));
    await page.keyboard.press('?');
    expect(await page.locator('#keys').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
  });
  it('are not taken from fields', async () => {
    const { page } = opened;
    await setHash(page, '');
    await page.locator('#level-name').pressSequentially('t0nm');
    expect(await page.locator('#level-name').inputValue()).toBe('t0nm');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });
});

describe('saving', () => {
  it('gives the cells in view as CSV', async () => {
    const { page } = opened;
    const cell = inner(known().cells).find((one) => one.part === 'past') as KnownCell;
    await setHash(page, windowAbout(cell));
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#csv').click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(2 + 2 * 7 * 7);
    const begin = `${new Date(1000 * cell.t0).toISOString().slice(0, 19)}Z`;
    const line = lines.find((one) => one.startsWith(`"/heatmap/density",${begin}`) && one.includes(`,${cell.p0},${cell.p1},`) && one.includes(',long,'));
    expect(Number(line?.split(',')[7])).toBe(cell.values.density[0]);
  });
  it('gives the picture as PNG', async () => {
    const { page } = opened;
    await setHash(page, '');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#png').click()]);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeGreaterThan(50000);
  });
});
