// Amounts, colour scales, and the state in the address.
import { describe, expect, it } from 'vitest';
import { dollars, parseAmount, percentFrom, price, probability, roundUpNicely, span } from '@viewer/amounts';
import { colorTable } from '@viewer/color_map';
import { automaticMax, position, ticks, type ColorScale } from '@viewer/color_scale';
import { csvText } from '@viewer/exports';
import type { RunHeader } from '@viewer/run_header';
import { defaults, parseState, stateText } from '@viewer/state';

describe('amounts', () => {
  it('writes dollars as the program does', () => {
    expect([0, 999.4, 999.6, 1500, 12.34e6, 2.5e9, -4e6].map(dollars)).toEqual(['$0', '$999', '$1k', '$1.5k', '$12.3M', '$2.5B', '-$4M']);
    expect(dollars(NaN)).toBe('unknown');
  });
  it('writes probabilities, prices, distances and spans', () => {
    expect(probability(0.12345)).toBe('12.3%');
    expect(price(102619.7)).toBe('102,620');
    expect(price(0.0123456)).toBe('0.012346');
    expect(percentFrom(95, 100)).toBe('-5.00%');
    expect([90, 5400, 86400, 7 * 86400].map(span)).toEqual(['1.5 min', '1.5 h', '24 h', '7 d']);
  });
  it('reads what users type, and nothing else', () => {
    expect(['$1.5M', '250k', '2e6', '1,000', '5%', '3b'].map(parseAmount)).toEqual([1.5e6, 250e3, 2e6, 1000, 0.05, 3e9]);
    expect(['', '-1', '0', 'abc', '1.2.3', '1e999', '<b>'].map(parseAmount)).toEqual(Array(7).fill(null));
  });
  it('rounds up to a nice number', () => {
    expect([1, 1.01, 3.7e7, 0.051, 9].map(roundUpNicely)).toEqual([1, 1.2, 4e7, 0.06, 10]);
    expect(roundUpNicely(NaN)).toBe(1);
  });
});

describe('colour scale', () => {
  const scale = (kind: ColorScale['kind']): ColorScale => ({ kind, unit: 'dollars', exponent: 0.5, max: 100 });
  it('places values', () => {
    expect(position(scale('linear'), 25)).toBe(0.25);
    expect(position(scale('even'), 25)).toBe(0.5);
    expect(position(scale('log'), 1)).toBeCloseTo(0.5, 12);
    expect(['linear', 'even', 'log'].map((kind) => position(scale(kind as 'log'), 1e9))).toEqual([1, 1, 1]);
    expect(['linear', 'even', 'log'].map((kind) => position(scale(kind as 'log'), 0))).toEqual([0, 0, 0]);
  });
  it('labels ascending, in the unit, with an open end', () => {
    const labels = ticks(scale('linear'));
    expect(labels.at(0)).toEqual({ place: 0, label: '$0' });
    expect(labels.at(-1)).toEqual({ place: 1, label: '$100+' });
    expect(ticks({ ...scale('log'), unit: 'probability', max: 1 }).at(-1)?.label).toBe('100%');
  });
  it('takes its maximum from what is above zero', () => {
    expect(automaticMax('dollars', Float32Array.from([...Array(1000).fill(-1), ...Array(1000).fill(0), ...Array(999).fill(2), 90]))).toBe(2);
    expect(automaticMax('probability', Float32Array.of(0, 1, 1))).toBe(1);
    expect(automaticMax('dollars', new Float32Array(5))).toBe(1);
  });
  it('has the colours of the program, dark purple to bright yellow', () => {
    const table = colorTable('ember');
    expect(table).toHaveLength(256);
    expect(table[0]).toEqual([0x14, 0x0a, 0x24]);
    expect(table[255]).toEqual([0xfb, 0xf1, 0x5c]);
  });
  it.each(['ember', 'cividis', 'grey'] as const)('gets lighter all along: %s', (name) => {
    const light = colorTable(name).map(([r, g, b]) => 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2);
    for (let i = 8; i < 256; i += 8) expect(light[i]).toBeGreaterThan(light[i - 8]);
  });
});

describe('state in the address', () => {
  it('comes back as it was', () => {
    const state = {
      ...defaults(), view: { t0: 1736121600.5, t1: 1736200000, p0: 90000, p1: 110000 }, past: 'density_high', future: 'visit_probability',
      long: false, scale: 'log' as const, pastMax: 2e7, threshold: 1e5, map: 'cividis' as const, theme: 'light' as const,
      profile: 'branching' as const, marks: ['candles', 'ma50'] as ['candles', 'ma50'], bandsOff: [0, 3],
      levels: [{ name: 'R1 & more: #1', price: 105000 }], pick: 99000,
    };
    expect(parseState(`#${stateText(state)}`)).toEqual(state);
    expect(stateText(defaults())).toBe('');
  });
  it('falls back word by word', () => {
    const wild = parseState('#view=1,2,3&past=__proto__&future=density&scale=cubic&max=-1&theme=<b>&marks=x,fan&bands-off=a,-1,2&level=abc:x&if=NaN&sides=');
    expect(wild).toEqual({ ...defaults(), marks: ['fan'], bandsOff: [2], long: false, short: false });
    expect(parseState('#%E0%A4%A')).toEqual(defaults());
  });
});

describe('CSV', () => {
  it('has one line a value, empty where unknown, and no formula', () => {
    const run = { title: 'a\n=b', priceEdges: Float64Array.of(10, 20, 30), bars: { edges: Float64Array.of(0, 60) } } as unknown as RunHeader;
    const values = Float32Array.of(1, 2, -1, 4);
    const text = csvText(run, [{ part: 'past', unit: 'usd', dataset: '=x', sides: 2, firstTime: 0, firstPrice: 0, times: 1, prices: 2, values }]);
    expect(text.split('\n')).toEqual(['# a =b', 'dataset,begin_utc,end_utc,price_low_usd,price_high_usd,price_usd,side,value,unit',
      '"\'=x",1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,10,20,15,long,1,usd', '"\'=x",1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,10,20,15,short,2,usd',
      '"\'=x",1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,20,30,25,long,,usd', '"\'=x",1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,20,30,25,short,4,usd', '']);
  });
});
