// Colours of everything but the cells, as in the program's pictures.
import type { Theme } from './state';

export interface Palette {
  background: string;
  panel: string;
  outside: string; // of the map, where the run has no cells
  text: string;
  faint: string;
  grid: string;
  line: string;
  overMap: string; // lines drawn over dark cells
  overMapFaint: string;
  up: string;
  down: string;
  long: string;
  short: string;
  label: string;
  average: [string, string, string];
}

const kShared = {
  overMap: '#ffffff', overMapFaint: 'rgba(255,255,255,0.62)', up: '#3fd9a0', down: '#f0716c',
  average: ['#7fd6ff', '#ffd166', '#d0a2ff'] as [string, string, string],
};

export const kPalettes: Record<Theme, Palette> = {
  dark: {
    ...kShared, background: '#0a0810', panel: '#110e1a', outside: '#1b1826', text: '#ece9f2', faint: '#a09aae',
    grid: 'rgba(255,255,255,0.08)', line: 'rgba(255,255,255,0.28)', long: '#529fee', short: '#e58b45', label: '#241f33',
  },
  light: {
    ...kShared, background: '#ffffff', panel: '#f6f5f9', outside: '#dcd9e3', text: '#1d1828', faint: '#645d73',
    grid: 'rgba(20,10,36,0.09)', line: 'rgba(20,10,36,0.3)', long: '#1f6fc4', short: '#c0601a', label: '#e6e2ee',
  },
};

export const kFont = '12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
export const kSmallFont = '11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
export const kBoldFont = '600 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
