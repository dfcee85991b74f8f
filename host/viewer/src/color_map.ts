// 256 colours from little to much. `ember` is the program's own map; `cividis` reads the same for the colour-blind.
import { interpolateCividis, interpolateGreys } from 'd3-scale-chromatic';
import ember from 'virtual:colors';

export const kColorMaps = ['ember', 'cividis', 'grey'] as const;
export type ColorMapName = (typeof kColorMaps)[number];
type Rgb = readonly [number, number, number];

function parsed(css: string): Rgb {
  const numbers = css.match(/[0-9]+/g) ?? ['0', '0', '0'];
  return [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])];
}

function sampled(color: (place: number) => string): Rgb[] {
  return Array.from({ length: 256 }, (_, i) => parsed(color(i / 255)));
}

export function colorTable(name: ColorMapName): readonly Rgb[] {
  if (name === 'cividis') return sampled(interpolateCividis);
  if (name === 'grey') return sampled((place) => interpolateGreys(1 - place));
  return ember;
}

export function colorBytes(name: ColorMapName): Uint8Array {
  return Uint8Array.from(colorTable(name).flatMap(([r, g, b]) => [r, g, b, 255]));
}
