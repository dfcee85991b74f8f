// Dollars, probabilities, prices and times as text, as the program's pictures write them.
const kUnits = ['', 'k', 'M', 'B', 'T'];
const kNiceFactors = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

// Three significant digits, without an exponent or trailing zeros.
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function dollars(usd: number): string {
  if (!Number.isFinite(usd)) return 'unknown';
  let value = usd;
  let unit = 0;
  // 999.5 would be written as 1000 of the smaller unit.
  while (Math.abs(value) >= 999.5 && unit + 1 < kUnits.length) {
    value /= 1000;
    ++unit;
  }
  return `${value < 0 ? '-' : ''}$${short(Math.abs(value))}${kUnits[unit]}`;
}

export function probability(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  return `${short(100 * value)}%`;
}

export function price(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 1 ? 2 : 6;
  return value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

export function percentFrom(value: number, base: number): string {
  const percent = 100 * (value / base - 1);
  if (!Number.isFinite(percent)) return 'unknown';
  return `${percent < 0 ? '-' : '+'}${Math.abs(percent).toFixed(2)}%`;
}

export function utc(seconds: number): string {
  const date = new Date(1000 * seconds);
  return Number.isNaN(date.getTime()) ? 'unknown' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function span(seconds: number): string {
  if (seconds >= 172800) return `${short(seconds / 86400)} d`;
  if (seconds >= 3600) return `${short(seconds / 3600)} h`;
  if (seconds >= 60) return `${short(seconds / 60)} min`;
  return `${short(seconds)} s`;
}

// "$1.5M", "250k" or "2e6" as a number; null where it is none, or not above zero.
export function parseAmount(text: string): number | null {
  const match = /^\$?\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*([kmbt%]?)$/i.exec(text.trim().replaceAll(',', ''));
  if (!match) return null;
  const suffix = match[2].toLowerCase();
  const factor = suffix === '%' ? 0.01 : 1000 ** Math.max(0, ['', 'k', 'm', 'b', 't'].indexOf(suffix));
  const value = Number(match[1]) * factor;
  return Number.isFinite(value) && value > 0 ? value : null;
}

// The next of 1, 1.2, 1.5, 2 ... times a power of ten.
export function roundUpNicely(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = kNiceFactors.find((nice) => nice * power >= value * (1 - 1e-12)) ?? 10;
  return Number((factor * power).toPrecision(6));
}
