// The layers of the map: which dataset each shows, of the past or of what lies ahead.
import type { Unit } from './color_scale';

export interface Layer {
  id: string;
  part: 'past' | 'future';
  label: string;
  says: string; // what a colour means, for the legend
  dataset: string;
  sides: 1 | 2;
  unit: Unit;
  exponent: number; // of the scale `even`, as in the program's pictures
}

const past = (id: string, label: string, says: string): Layer => ({
  id, part: 'past', label, says, dataset: `/heatmap/${id}`, sides: 2, unit: 'dollars', exponent: 0.7,
});
const future = (id: string, label: string, says: string, sides: 1 | 2, unit: Unit): Layer => ({
  id, part: 'future', label, says, dataset: `/paths/${id}`, sides, unit, exponent: 0.5,
});

export const kLayers: readonly Layer[] = [
  past('density', 'Density', 'liquidated if price gets there, $ a cell'),
  past('density_stderr', 'Density: standard error', 'standard error of the density, $ a cell'),
  past('density_low', 'Density: low (5%)', 'prior band, 5% of replicates, $ a cell'),
  past('density_high', 'Density: high (95%)', 'prior band, 95% of replicates, $ a cell'),
  future('liquidated', 'Expected liquidation', 'expected liquidations, $ a cell', 2, 'dollars'),
  future('liquidated_stderr', 'Expected liquidation: standard error', 'standard error, $ a cell', 2, 'dollars'),
  future('visit_probability', 'Visit probability', 'probability of a visit in the step', 1, 'probability'),
  future('visit_probability_no_feedback', 'Visit probability, twin', 'probability without feedback', 1, 'probability'),
  future('visit_probability_stderr', 'Visit probability: standard error', 'standard error', 1, 'probability'),
];

export function layerOf(id: string): Layer | undefined {
  return kLayers.find((layer) => layer.id === id);
}

// What the panel beside the map can show, on the same price axis.
export const kProfiles = [
  { id: 'touch', label: 'Chance to touch', dataset: '/paths/touch_probability' },
  { id: 'branching', label: 'Branching ratio', dataset: '/cascade/branching_ratio' },
  { id: 'forced', label: 'Forced if price gets there', dataset: '/whatif/forced' },
] as const;
export type ProfileId = (typeof kProfiles)[number]['id'];
