// The page as one file without a server: drag and drop, files that are wrong, hostile texts; and no word on the console.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cellColors, file, launch, mapRect, newPage, problem, program, setHash, settled, type Opened } from './page';

const html = file('page.html');
let browser: Browser;
let opened: Opened;

beforeAll(async () => {
  execFileSync(program, ['view', '--html', html]);
  browser = await launch();
  opened = await newPage(browser);
  await opened.page.goto(pathToFileURL(html).href);
});
afterAll(() => browser.close());
afterEach(() => expect(opened.errors).toEqual([]));

// Until the page has opened the file, or said why not.
async function taken(page: Page, name: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const text = document.getElementById('problem-text')?.textContent ?? '';
    return text.includes(wanted) || document.getElementById('stage')?.dataset.file === wanted;
  }, name);
  await settled(page);
}

async function open(page: Page, name: string): Promise<void> {
  await page.evaluate(() => delete (document.getElementById('stage') as HTMLElement).dataset.file);
  await page.setInputFiles('#file', file(name));
  await taken(page, name);
}

// Drops a file the way a desktop does.
async function drop(page: Page, name: string): Promise<void> {
  const bytes = readFileSync(file(name)).toString('base64');
  await page.evaluate(([text, title]) => {
    const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([data], title));
    document.getElementById('stage')?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [bytes, name]);
  await taken(page, name);
}

describe('the page as one file', () => {
  it('is below 2 MB compressed, and names no other place', () => {
    const text = readFileSync(html, 'utf8');
    const size = gzipSync(text, { level: 9 }).length;
    console.log(`page: ${text.length} bytes, ${size} compressed`);
    expect(size).toBeLessThan(2e6);
    expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
    expect(text).not.toMatch(/(src|href)="https?:/);
  });
  it('opens a file that is dropped on it', async () => {
    const { page } = opened;
    expect(await page.locator('#welcome').isVisible()).toBe(true);
    await drop(page, 'run.h5');
    expect(await page.locator('#welcome').isVisible()).toBe(false);
    expect(await page.locator('#title').innerText()).toContain('BTCUSDT');
    expect(await page.locator('#synthetic').isVisible()).toBe(true);
  });
  it('opens a run of real data', async (context) => {
    if (!existsSync(file('real.h5'))) context.skip();
    const { page } = opened;
    await open(page, 'real.h5');
    expect(await page.locator('#problem').isHidden()).toBe(true);
    expect(await page.locator('#synthetic').isHidden()).toBe(true);
    expect(await page.locator('#side').innerText()).toContain('real.h5');
  });
  it('opens one file after another, good or bad', async () => {
    const { page } = opened;
    await open(page, 'run.h5');
    await drop(page, 'text.h5');
    expect(await problem(page)).toContain('text.h5');
    expect(await page.locator('#title').innerText()).toContain('BTCUSDT'); // the first stays
    await open(page, 'run.h5');
    expect(await page.locator('#problem').isHidden()).toBe(true);
  });
});

describe('files that are wrong', () => {
  it.each([
    ['text.h5', /no HDF5 file/], ['empty.h5', /empty/], ['foreign.h5', /no run file/], ['truncated.h5', /HDF5|damaged|cut off/],
    ['version.h5', /format version 99/], ['no_heatmap.h5', /heatmap is missing/], ['absurd_axis.h5', /absurd size/],
  ])('%s: the page says so and stays usable', async (name, text) => {
    const { page } = opened;
    await open(page, name);
    expect(await problem(page)).toMatch(text);
    await open(page, 'run.h5');
    expect(await page.locator('#problem').isHidden()).toBe(true);
    expect(await page.locator('#title').innerText()).toContain('BTCUSDT');
  });
  it('damaged.h5: whatever HDF5 makes of it, the page lives on', async () => {
    const { page } = opened;
    await open(page, 'damaged.h5');
    await open(page, 'run.h5');
    expect(await page.locator('#title').innerText()).toContain('BTCUSDT');
  });
  it('a layer of absurd size is refused, the others work', async () => {
    const { page } = opened;
    await open(page, 'absurd.h5');
    expect(await problem(page)).toMatch(/density.*(absurd size|shape)/i);
    await setHash(page, 'marks=&past=density_high');
    const rect = await mapRect(page);
    const places = Array.from({ length: 19 }, (_, i) => [rect.x + rect.width / 3, rect.y + (rect.height * (i + 1)) / 20]);
    expect(new Set((await cellColors(page, places)).map(String)).size).toBeGreaterThan(3);
    await setHash(page, 'marks=');
  });
  it('without a future the past is shown, and the choices say why', async () => {
    const { page } = opened;
    await open(page, 'no_future.h5');
    expect(await page.locator('#problem').isHidden()).toBe(true);
    expect(await page.locator('#future option:not([disabled])').count()).toBe(0);
    expect(await page.locator('#side').innerText()).toContain('no group /paths');
    const rect = await mapRect(page);
    await page.mouse.click(rect.x + rect.width / 2, rect.y + rect.height / 2);
    expect(await page.locator('#what-if').innerText()).toContain('no group /whatif');
  });
  it('cells that are NaN are unknown', async () => {
    const { page } = opened;
    await open(page, 'unknown.h5');
    await setHash(page, 'marks=');
    const rect = await mapRect(page);
    await page.mouse.move(rect.x + rect.width / 4, rect.y + rect.height - 5);
    await page.waitForFunction(() => document.getElementById('tip')?.textContent?.includes('unknown'));
    const places = Array.from({ length: 8 }, (_, i) => [rect.x + rect.width / 4 + i, rect.y + rect.height - 5]);
    expect(new Set((await cellColors(page, places)).map(String)).size).toBe(2); // hatched
  });
  it('texts of a file are text', async () => {
    const { page } = opened;
    await open(page, 'hostile.h5');
    expect(await page.locator('#title').innerText()).toContain('<img src=x');
    expect(await page.locator('#side').innerText()).toContain('<script>');
    expect(await page.locator('#side img, #side script, header img').count()).toBe(0);
    await page.waitForTimeout(100);
    expect(await page.title()).not.toBe('owned');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#png').click()]);
    expect(download.suggestedFilename()).toMatch(/^[A-Za-z0-9_-]+\.png$/);
  });
});
