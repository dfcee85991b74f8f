// The page: opens files, keeps the state in the address, and hands gestures and keys to the run that is shown.
import { buildControls } from './controls';
import { busy, byId, make } from './dom';
import { HeatView } from './heat_view';
import { MapApp } from './map_app';
import { listen, type Gestures } from './pointer';
import type { Source } from './protocol';
import { defaults, parseState, stateText, type State } from './state';
import './style.css';
import { WorkerClient } from './worker_client';

const kServedFile = 'run.h5'; // where `tinderbox view` puts the run
const kAddressMilliseconds = 250;
const kPanPixels = 60;
const kZoomStep = 1.25;
const kKeys: [string, string][] = [
  ['drag, wheel', 'move, zoom (shift: time alone; ctrl: price alone; on an axis: that axis)'],
  ['click, Enter', 'what a trade at this price would force'], ['arrows', 'move the cursor over the cells'],
  ['shift + arrows', 'move the map'], ['+  −', 'zoom'], ['0  n', 'all of the run; around now'], ['o', 'open a file'],
  ['t  m', 'light or dark; next colour map'], ['l  s', 'longs, shorts on or off'], ['p  c', 'save picture, save cells'], ['Esc', 'close'],
];

let state: State = parseState(location.hash);
let app: MapApp | null = null;
let opening = 0;
let written = '';
let addressTimer: ReturnType<typeof setTimeout> | undefined;

function problem(text: string): void {
  byId('problem-text').textContent = text;
  byId('problem').hidden = text === '';
}

const heat = ((): HeatView | null => {
  try {
    return new HeatView(byId<HTMLCanvasElement>('heat'));
  } catch (error) {
    problem(`The map cannot be drawn: ${error instanceof Error ? error.message : String(error)}. Everything else works.`);
    return null;
  }
})();

function writeAddress(): void {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    written = `#${stateText(state)}`;
    history.replaceState(null, '', written);
  }, kAddressMilliseconds);
}

function showTheme(): void {
  document.documentElement.dataset.theme = state.theme;
  byId('theme').textContent = state.theme === 'dark' ? 'Light' : 'Dark';
}

function showState(): void {
  showTheme();
  if (!app) return;
  buildControls(byId('side'), { run: app.run, state, change });
  app.stateChanged();
}

function change(part: Partial<State>): void {
  state = { ...state, ...part };
  writeAddress();
  showState();
}

// Layers that this file lacks give way to the first it has.
function fitState(run: MapApp['run']): void {
  if (state.bandsOff.some((band) => band >= (run.ladder?.bands.length ?? 0))) state.bandsOff = [];
  if (state.venuesOff.some((venue) => venue >= (run.ladder?.venues.length ?? 0))) state.venuesOff = [];
}

async function open(source: Source): Promise<void> {
  const turn = ++opening;
  const done = busy();
  problem('');
  let client: WorkerClient | undefined;
  try {
    client = await WorkerClient.start();
    const run = await client.call('open', { source });
    if (turn !== opening) return client.end();
    if (app) {
      app.end();
      state = { ...state, view: null, pick: null };
    }
    fitState(run);
    const hooks = { state: () => state, change, viewMoved: writeAddress, problem };
    app = new MapApp(run, client, heat, hooks);
    byId('welcome').hidden = true;
    byId('stage').dataset.file = run.name;
    byId('title').textContent = run.title || run.name;
    document.title = `${run.contract || run.name} - Tinderbox`;
    byId('subtitle').textContent = `${run.venue} ${run.contract}, as of ${new Date(1000 * run.now).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    byId('synthetic').hidden = !run.synthetic;
    for (const id of ['png', 'csv', 'whole', 'opening']) byId<HTMLButtonElement>(id).disabled = false;
    showState();
  } catch (error) {
    client?.end();
    if (turn !== opening) return;
    const name = source.kind === 'file' ? source.file.name : kServedFile;
    problem(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    done();
  }
}

function openFirst(files: FileList | null | undefined): void {
  const file = files?.[0];
  if (file) void open({ kind: 'file', file });
}

async function guarded(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    problem(error instanceof Error ? error.message : String(error));
  }
}

const actions: Record<string, () => void> = {
  o: () => byId<HTMLInputElement>('file').click(),
  '0': () => app?.setView(app.wholeView()),
  n: () => app?.setView(null),
  t: () => change({ theme: state.theme === 'dark' ? 'light' : 'dark' }),
  m: () => change({ map: ({ ember: 'cividis', cividis: 'grey', grey: 'ember' } as const)[state.map] }),
  l: () => change({ long: !state.long }),
  s: () => change({ short: !state.short }),
  p: () => void guarded(async () => app?.savePicture()),
  c: () => void guarded(async () => app?.saveCells()),
  '?': () => toggleKeys(byId('keys').hidden),
  '+': () => zoomMiddle(1 / kZoomStep),
  '=': () => zoomMiddle(1 / kZoomStep),
  '-': () => zoomMiddle(kZoomStep),
};

function zoomMiddle(factor: number): void {
  if (!app) return;
  const { map } = app.layout;
  app.zoom(map.x + map.width / 2, map.y + map.height / 2, factor, factor);
}

function toggleKeys(show: boolean): void {
  byId('keys').hidden = !show;
  byId('help').setAttribute('aria-expanded', String(show));
}

function escape(): void {
  toggleKeys(false);
  problem('');
  app?.cursor.hide();
  if (state.pick !== null) change({ pick: null });
}

function arrow(event: KeyboardEvent): boolean {
  const [dx, dy] = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as Record<string, number[]>)[event.key] ?? [0, 0];
  if ((dx === 0 && dy === 0) || !app) return false;
  if (event.shiftKey) app.pan(-dx * kPanPixels, dy * kPanPixels);
  else app.cursor.step(dx, dy);
  return true;
}

function key(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') return escape(), true;
  if (arrow(event)) return true;
  if (event.key === 'Enter') {
    const price = app?.cursor.price ?? null;
    if (price !== null) app?.pickPrice(price);
    return true;
  }
  const action = actions[event.key];
  action?.();
  return action !== undefined;
}

function listenToPage(): void {
  const gestures: Gestures = {
    pan: (dx, dy) => app?.pan(dx, dy), zoom: (x, y, time, price) => app?.zoom(x, y, time, price),
    hover: (x, y) => app?.hover(x, y), leave: () => app?.cursor.hide(), pick: (x, y) => app?.pick(x, y), key,
  };
  const stage = byId('stage');
  const empty = { x: 0, y: 0, width: 0, height: 0 };
  const noLayout = { width: 0, height: 0, legend: empty, map: empty, priceAxis: empty, profile: empty, ladder: empty, timeAxis: empty, openInterest: empty, funding: empty };
  listen(stage, () => app?.layout ?? noLayout, gestures);
  new ResizeObserver(() => app?.resize()).observe(stage);
  for (const [id, name] of [['open', 'o'], ['choose', 'o'], ['whole', '0'], ['opening', 'n'], ['png', 'p'], ['csv', 'c'], ['theme', 't'], ['help', '?']])
    byId(id).addEventListener('click', () => actions[name]());
  byId('problem-close').addEventListener('click', () => problem(''));
  byId<HTMLInputElement>('file').addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    openFirst(input.files);
    input.value = '';
  });
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
    document.addEventListener(name, (event) => {
      event.preventDefault();
      document.body.classList.toggle('dropping', name === 'dragenter' || name === 'dragover');
      if (name === 'drop') openFirst(event.dataTransfer?.files);
    });
  window.addEventListener('hashchange', () => {
    if (location.hash === written) return;
    clearTimeout(addressTimer);
    state = { ...defaults(), ...parseState(location.hash) };
    showState();
  });
}

const list = make('dl', { className: 'rows' });
for (const [name, text] of kKeys) list.append(make('dt', {}, make('kbd', { textContent: name })), make('dd', { textContent: text }));
byId('keys').append(list);
for (const id of ['png', 'csv', 'whole', 'opening']) byId<HTMLButtonElement>(id).disabled = true;
listenToPage();
showTheme();
if (location.protocol === 'http:') void open({ kind: 'url', url: new URL(`/${kServedFile}`, location.href).href });
else byId('welcome').hidden = false;
