// How long the first picture takes, and how smooth panning and zooming is, in software rendering. Printed; the bounds are
// generous, because other work may share the machine.
import { statSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { file, launch, mapRect, newPage, Server } from './page';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

// Milliseconds from the start of loading to the first cells, and to all of them.
async function timed(page: Page, action: () => Promise<unknown>): Promise<[number, number]> {
  await action();
  await page.waitForFunction(() => performance.getEntriesByName('picture').length > 0, null, { timeout: 60000 });
  await page.waitForFunction(() => (document.getElementById('busy') as HTMLElement).hidden, null, { timeout: 60000 });
  return page.evaluate(() => {
    const marks = performance.getEntriesByName('picture').map((mark) => mark.startTime);
    return [marks[0], marks[marks.length - 1]] as [number, number];
  });
}

// Frames a second while the map is panned and zoomed once a frame.
function framesWhileMoving(page: Page, rect: { x: number; y: number; width: number; height: number }): Promise<number> {
  return page.evaluate(({ x, y, width, height }) => new Promise<number>((resolve) => {
    const stage = document.getElementById('stage') as HTMLElement;
    const frames = () => Number(stage.dataset.frames);
    const at = { clientX: x + 0.4 * width, clientY: y + 0.5 * height, bubbles: true, cancelable: true, pointerId: 1, button: 0 };
    stage.setPointerCapture = () => undefined;
    stage.dispatchEvent(new PointerEvent('pointerdown', at));
    const begin = performance.now();
    const first = frames();
    let i = 0;
    const step = () => {
      ++i;
      if (i % 40 < 20) stage.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: at.clientX + 60 * Math.sin(i / 8), clientY: at.clientY + 25 * Math.cos(i / 9) }));
      else stage.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: i % 80 < 40 ? -40 : 40 }));
      if (performance.now() - begin < 3000) return requestAnimationFrame(step);
      stage.dispatchEvent(new PointerEvent('pointercancel', at));
      resolve((1000 * (frames() - first)) / (performance.now() - begin));
    };
    requestAnimationFrame(step);
  }), rect);
}

it('a 200 MB file of 2,000 x 2,000 cells: first picture, and frames a second', { retry: 1 }, async () => {
  const server = await Server.start(file('large.h5'));
  const { page, errors } = await newPage(browser);
  const [first, whole] = await timed(page, () => page.goto(server.address));
  const megabytes = statSync(file('large.h5')).size / 1e6;
  console.log(`${megabytes.toFixed(0)} MB served: first picture after ${(first / 1000).toFixed(2)} s, whole after ${(whole / 1000).toFixed(2)} s`);
  await page.keyboard.press('Tab');
  await page.locator('#whole').click();
  const rect = await mapRect(page);
  const wide = await framesWhileMoving(page, rect);
  await page.locator('#opening').click();
  const near = await framesWhileMoving(page, rect);
  console.log(`panning and zooming: ${wide.toFixed(0)} frames/s over the whole map, ${near.toFixed(0)} frames/s around now`);
  expect(errors).toEqual([]);
  expect(first).toBeLessThan(10000);
  expect(Math.min(wide, near)).toBeGreaterThan(5);
  await server.stop();
});

it('a file above 1 GB of 8,000 x 8,000 cells opens without being read whole', async () => {
  const server = await Server.start(file('huge.h5'));
  const { page, errors } = await newPage(browser);
  const [first, whole] = await timed(page, () => page.goto(server.address));
  const gigabytes = statSync(file('huge.h5')).size / 1e9;
  console.log(`${gigabytes.toFixed(2)} GB served: first picture after ${(first / 1000).toFixed(2)} s, overview after ${(whole / 1000).toFixed(2)} s`);
  expect(errors).toEqual([]);
  await server.stop();
});
