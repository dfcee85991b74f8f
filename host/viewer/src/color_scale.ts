// From a value to its place on the colour scale, 0 to 1. `even` is the law of the program's pictures: a power below one,
// since a linear scale leaves everything but the largest clusters dark, and a logarithmic one makes noise look like structure.
import { dollars, probability, roundUpNicely } from './amounts';

export type Unit = 'dollars' | 'probability';
export const kScaleKinds = ['even', 'linear', 'log'] as const;
export type ScaleKind = (typeof kScaleKinds)[number];

export interface ColorScale {
  kind: ScaleKind;
  unit: Unit;
  exponent: number; // of the kind `even`
  max: number; // the brightest colour: this and everything above
}

export const kLogDecades = 4; // what a logarithmic scale spans below its maximum

export function position(scale: ColorScale, value: number): number {
  const part = Math.min(Math.max(value / scale.max, 0), 1);
  if (scale.kind === 'linear') return part;
  if (scale.kind === 'even') return part ** scale.exponent;
  return part > 0 ? Math.max(0, 1 + Math.log10(part) / kLogDecades) : 0;
}

export function text(unit: Unit, value: number): string {
  return unit === 'dollars' ? dollars(value) : probability(value);
}

// Values to label, ascending, with their places.
export function ticks(scale: ColorScale): { place: number; label: string }[] {
  const parts = scale.kind === 'log' ? [1e-4, 1e-3, 1e-2, 1e-1, 1] : [0, 0.05, 0.25, 0.5, 1];
  const open = scale.unit === 'probability' && scale.max >= 1 ? '' : '+';
  const near = 0.07; // labels closer than this would touch
  const result: { place: number; label: string }[] = [];
  for (const part of parts) {
    const place = position(scale, part * scale.max);
    const last = result.at(-1);
    if (last && place - last.place < near) continue;
    const below = scale.kind === 'log' && part === parts[0] ? '≤' : '';
    result.push({ place, label: `${below}${text(scale.unit, part * scale.max)}${part === 1 ? open : ''}` });
  }
  return result;
}

// The 99.5% quantile of the values above zero, rounded up; 1 where there is none.
export function automaticMax(unit: Unit, values: Float32Array): number {
  const stride = Math.max(1, Math.floor(values.length / 400000));
  const positive: number[] = [];
  for (let i = 0; i < values.length; i += stride) if (values[i] > 0 && Number.isFinite(values[i])) positive.push(values[i]);
  if (positive.length === 0) return 1;
  const sorted = Float32Array.from(positive).sort();
  const max = roundUpNicely(sorted[Math.floor(0.995 * (sorted.length - 1))]);
  return unit === 'probability' ? Math.min(max, 1) : max;
}
