// The settings beside the map. Built anew whenever the run or the state changes, keeping the focus. What a file lacks is
// disabled and says why.
import { parseAmount, dollars, price as priceText, probability } from './amounts';
import { kColorMaps } from './color_map';
import { kScaleKinds } from './color_scale';
import { make, rowList } from './dom';
import { breach } from './draw_future';
import { kLayers, kProfiles } from './layers';
import type { RunHeader } from './run_header';
import type { Mark, State } from './state';
import { whatIf } from './what_if';

export interface Controls {
  run: RunHeader;
  state: State;
  change(part: Partial<State>): void;
}

const kScaleNames = { even: 'even', linear: 'linear', log: 'logarithmic' };
const kMapNames = { ember: 'purple to yellow', cividis: 'colour-blind safe', grey: 'grey' };
const kProfileGroups = { touch: '/paths', branching: '/cascade', forced: '/whatif' };
const kMarkNames: [Mark, string][] = [
  ['candles', 'candles'], ['fan', 'fan'], ['twin', 'twin of the fan'], ['volume', 'volume by price'],
  ['ma20', 'average 20'], ['ma50', 'average 50'], ['ma200', 'average 200'], ['context', 'open interest, funding'],
];

function group(name: string, ...children: Node[]): HTMLElement {
  return make('fieldset', {}, make('legend', { textContent: name }), ...children);
}

interface Choice {
  value: string;
  label: string;
  why?: string; // it cannot be chosen
}

function select(id: string, name: string, choices: Choice[], value: string, change: (value: string) => void): HTMLElement {
  const list = make('select', { id });
  for (const choice of choices) {
    const option = make('option', { value: choice.value, disabled: choice.why !== undefined, title: choice.why ?? '' });
    option.textContent = choice.why ? `${choice.label} (not in this file)` : choice.label;
    option.selected = choice.value === value;
    list.append(option);
  }
  list.addEventListener('change', () => change(list.value));
  return make('label', { className: 'field' }, make('span', { textContent: name }), list);
}

function check(id: string, name: string, on: boolean, change: (on: boolean) => void, why?: string): HTMLElement {
  const box = make('input', { type: 'checkbox', id, checked: on, disabled: why !== undefined });
  box.addEventListener('change', () => change(box.checked));
  return make('label', { className: why ? 'off' : '', title: why ?? '' }, box, name);
}

function amount(id: string, name: string, value: number | null, hint: string, text: (value: number) => string,
  change: (value: number | null) => void): HTMLElement {
  const field = make('input', { type: 'text', id, value: value === null ? '' : text(value), placeholder: hint, spellcheck: false });
  field.addEventListener('change', () => {
    const parsed = field.value.trim() === '' ? null : parseAmount(field.value);
    const wrong = field.value.trim() !== '' && parsed === null;
    field.classList.toggle('bad', wrong);
    field.setAttribute('aria-invalid', String(wrong));
    if (!wrong) change(parsed);
  });
  return make('label', { className: 'field' }, make('span', { textContent: name }), field);
}

function layers({ run, state, change }: Controls): HTMLElement {
  const choices = (part: 'past' | 'future'): Choice[] =>
    kLayers.filter((layer) => layer.part === part).map(({ id, label, dataset }) => ({ value: id, label, why: run.absent[dataset] }));
  const parts: Node[] = [
    select('past', 'past', choices('past'), state.past, (past) => change({ past, pastMax: null })),
    select('future', 'future', choices('future'), state.future, (future) => change({ future, futureMax: null })),
    select('profile', 'beside', kProfiles.map(({ id, label }) => ({ value: id, label, why: run.absent[kProfileGroups[id]] })),
      state.profile, (profile) => change({ profile: profile as State['profile'] })),
    make('div', { className: 'checks' },
      check('long', 'longs', state.long, (long) => change({ long })),
      check('short', 'shorts', state.short, (short) => change({ short }))),
  ];
  if (run.absent['/paths']) parts.push(make('p', { className: 'note', textContent: `No future: ${run.absent['/paths']}.` }));
  return group('Layers', ...parts);
}

function colors({ state, change }: Controls): HTMLElement {
  const future = kLayers.find((layer) => layer.id === state.future);
  const inDollars = future?.unit !== 'probability';
  return group('Colours',
    select('scale', 'scale', kScaleKinds.map((value) => ({ value, label: kScaleNames[value] })), state.scale,
      (scale) => change({ scale: scale as State['scale'] })),
    select('map', 'map', kColorMaps.map((value) => ({ value, label: kMapNames[value] })), state.map,
      (map) => change({ map: map as State['map'] })),
    amount('max', 'max, past', state.pastMax, 'auto, e.g. $20M', dollars, (pastMax) => change({ pastMax })),
    amount('future-max', 'max, future', state.futureMax, inDollars ? 'auto, e.g. $50k' : 'auto, e.g. 10%',
      inDollars ? dollars : probability, (futureMax) => change({ futureMax })),
    amount('threshold', 'dark below', state.threshold, 'nothing, e.g. $1M', dollars, (threshold) => change({ threshold })));
}

function toggled(list: number[], entry: number, on: boolean): number[] {
  return on ? list.filter((other) => other !== entry) : [...list, entry].sort((a, b) => a - b);
}

function ladder({ run, state, change }: Controls): HTMLElement {
  if (!run.ladder) return group('Ladder', make('p', { className: 'note', textContent: run.absent['/ladder'] ?? '' }));
  const { bands, venues } = run.ladder;
  const single = venues.length < 2 ? 'this run has one venue' : undefined;
  const venueChecks = venues.map((name, i) => check(`venue-${i}`, name, !state.venuesOff.includes(i),
    (on) => change({ venuesOff: toggled(state.venuesOff, i, on), bandsOff: [] }), single));
  const bandChecks = bands.map((name, i) => check(`band-${i}`, name, !state.bandsOff.includes(i),
    (on) => change({ bandsOff: toggled(state.bandsOff, i, on), venuesOff: [] })));
  return group('Ladder by venue and leverage',
    make('div', { className: 'checks' }, ...venueChecks), make('div', { className: 'checks' }, ...bandChecks),
    make('p', { className: 'note', textContent: 'A run file splits the ladder, by one of the two at a time; the map holds all together.' }));
}

function marks({ state, change }: Controls): HTMLElement {
  const boxes = kMarkNames.map(([mark, name]) => check(`mark-${mark}`, name, state.marks.includes(mark),
    (on) => change({ marks: on ? [...state.marks, mark] : state.marks.filter((other) => other !== mark) })));
  return group('Over and under the map', make('div', { className: 'checks' }, ...boxes));
}

function levels({ run, state, change }: Controls): HTMLElement {
  const entries = state.levels.map((level, i) => {
    const { chance, twin } = breach({ run }, level.price);
    const remove = make('button', { type: 'button', textContent: '×', ariaLabel: `Remove level ${level.name}` });
    remove.addEventListener('click', () => change({ levels: state.levels.filter((_, other) => other !== i) }));
    const odds = run.paths ? `reached: ${probability(chance)}, without feedback ${probability(twin)}` : 'no paths in this file';
    return make('div', { className: 'level' }, make('span', { textContent: `${level.name || 'level'} ${priceText(level.price)}` }), remove,
      make('small', { textContent: odds }));
  });
  const name = make('input', { type: 'text', id: 'level-name', placeholder: 'name', maxLength: 40, ariaLabel: 'Name of the level' });
  const where = make('input', { type: 'text', id: 'level-price', placeholder: 'price', ariaLabel: 'Price of the level' });
  const add = make('button', { type: 'submit', id: 'level-add', textContent: 'Add' });
  const form = make('form', { className: 'pair' }, name, where, add);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const price = parseAmount(where.value);
    where.classList.toggle('bad', price === null);
    if (price !== null && state.levels.length < 50) change({ levels: [...state.levels, { name: name.value.trim(), price }] });
  });
  return group('Levels', ...entries, form);
}

function picked({ run, state, change }: Controls): HTMLElement {
  if (state.pick === null) {
    const hint = 'Click a price, or press Enter at the cursor: what is forced there, where it stops, who pays.';
    return group('What if', make('p', { className: 'note', textContent: hint }));
  }
  const { title, rows } = whatIf(run, state.pick);
  const close = make('button', { type: 'button', id: 'pick-close', textContent: 'Close' });
  close.addEventListener('click', () => change({ pick: null }));
  const answer = make('div', { id: 'what-if' }, make('p', { className: 'note', textContent: title }), rowList(rows));
  return group('What if', answer, close);
}

function about({ run }: Controls): HTMLElement {
  const notes = run.warnings.map((text) => make('p', { className: 'note warning', textContent: text }));
  return group('This run', rowList([
    ['file', run.name], ['venue', run.venue], ['contract', run.contract], ['written', run.created], ['program', run.version],
    ['triggers', `compared with ${run.markSource || 'unknown'} prices`],
  ]), ...notes);
}

export function buildControls(side: HTMLElement, controls: Controls): void {
  const focus = document.activeElement instanceof HTMLElement && side.contains(document.activeElement) ? document.activeElement.id : '';
  side.replaceChildren(picked(controls), layers(controls), colors(controls), ladder(controls), marks(controls), levels(controls), about(controls));
  if (focus) document.getElementById(focus)?.focus();
}
