// All that the user can set, and the same as the part of the address behind `#`, so that a link shows the same picture.
// What an address says is checked word by word; anything else falls back to the default.
import { kColorMaps, type ColorMapName } from './color_map';
import { kScaleKinds, type ScaleKind } from './color_scale';
import { kLayers, kProfiles, type ProfileId } from './layers';
import type { Level } from './run_header';
import type { View } from './view';

export const kMarks = ['candles', 'fan', 'twin', 'volume', 'ma20', 'ma50', 'ma200', 'context'] as const;
export type Mark = (typeof kMarks)[number];
export const kThemes = ['dark', 'light'] as const;
export type Theme = (typeof kThemes)[number];
const kMaxLevels = 50;

export interface State {
  view: View | null; // null: the opening view of the run
  past: string;
  future: string;
  long: boolean;
  short: boolean;
  scale: ScaleKind;
  pastMax: number | null; // null: from the data
  futureMax: number | null;
  threshold: number | null;
  map: ColorMapName;
  theme: Theme;
  profile: ProfileId;
  marks: Mark[];
  bandsOff: number[];
  venuesOff: number[];
  levels: Level[];
  pick: number | null; // price whose what-if is shown
}

export function defaults(): State {
  return {
    view: null, past: 'density', future: 'liquidated', long: true, short: true, scale: 'even', pastMax: null,
    futureMax: null, threshold: null, map: 'ember', theme: 'dark', profile: 'touch',
    marks: ['candles', 'fan', 'twin', 'context'], bandsOff: [], venuesOff: [], levels: [], pick: null,
  };
}

function number(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
function positive(text: string | null): number | null {
  const value = number(text);
  return value !== null && value > 0 ? value : null;
}
function oneOf<T extends string>(text: string | null, words: readonly T[], otherwise: T): T {
  return words.find((word) => word === text) ?? otherwise;
}
function indices(text: string | null): number[] {
  return (text ?? '').split(',').filter((entry) => /^[0-9]{1,5}$/.test(entry)).map(Number);
}

function viewOf(text: string | null): View | null {
  const [t0, t1, p0, p1] = (text ?? '').split(',').map(number);
  if (t0 == null || t1 == null || p0 == null || p1 == null || !(t1 > t0) || !(p1 > p0)) return null;
  return { t0, t1, p0, p1 };
}

function levelsOf(entries: string[]): Level[] {
  const levels: Level[] = [];
  for (const entry of entries.slice(0, kMaxLevels)) {
    const cut = entry.indexOf(':');
    const price = positive(entry.slice(0, cut));
    if (cut > 0 && price !== null) levels.push({ price, name: entry.slice(cut + 1, cut + 41) });
  }
  return levels;
}

export function parseState(hash: string): State {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const base = defaults();
  const ids = (part: string) => kLayers.filter((layer) => layer.part === part).map((layer) => layer.id);
  const sides = words.get('sides');
  const marks = words.get('marks');
  return {
    view: viewOf(words.get('view')),
    past: oneOf(words.get('past'), ids('past'), base.past),
    future: oneOf(words.get('future'), ids('future'), base.future),
    long: sides === null || sides.split(',').includes('long'),
    short: sides === null || sides.split(',').includes('short'),
    scale: oneOf(words.get('scale'), kScaleKinds, base.scale),
    pastMax: positive(words.get('max')),
    futureMax: positive(words.get('future-max')),
    threshold: positive(words.get('threshold')),
    map: oneOf(words.get('map'), kColorMaps, base.map),
    theme: oneOf(words.get('theme'), kThemes, base.theme),
    profile: oneOf(words.get('beside'), kProfiles.map((profile) => profile.id), base.profile),
    marks: marks === null ? base.marks : kMarks.filter((mark) => marks.split(',').includes(mark)),
    bandsOff: indices(words.get('bands-off')),
    venuesOff: indices(words.get('venues-off')),
    levels: levelsOf(words.getAll('level')),
    pick: positive(words.get('if')),
  };
}

export function stateText(state: State): string {
  const words = new URLSearchParams();
  const base = defaults();
  const put = (name: string, value: string, otherwise: string) => value !== otherwise && words.append(name, value);
  const { view } = state;
  if (view) words.append('view', [view.t0, view.t1, view.p0, view.p1].map((x) => String(Number(x.toPrecision(12)))).join(','));
  put('past', state.past, base.past);
  put('future', state.future, base.future);
  put('sides', [state.long && 'long', state.short && 'short'].filter(Boolean).join(','), 'long,short');
  put('scale', state.scale, base.scale);
  put('max', String(state.pastMax ?? ''), '');
  put('future-max', String(state.futureMax ?? ''), '');
  put('threshold', String(state.threshold ?? ''), '');
  put('map', state.map, base.map);
  put('theme', state.theme, base.theme);
  put('beside', state.profile, base.profile);
  put('marks', state.marks.join(','), base.marks.join(','));
  put('bands-off', state.bandsOff.join(','), '');
  put('venues-off', state.venuesOff.join(','), '');
  for (const level of state.levels) words.append('level', `${level.price}:${level.name}`);
  put('if', String(state.pick ?? ''), '');
  return words.toString();
}
