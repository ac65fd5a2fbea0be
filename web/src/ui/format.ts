// Numbers as people read them. Every function takes what protobuf's JSON may hold, and gives an en dash for nothing.
import type { Double, Duration, Figure, Int64, Timestamp } from '../api/types';

export const none = '–';

/** A JSON double, int64 or nothing as a number; NaN for nothing. */
export function num(value: Double | Int64 | undefined): number {
  return value === undefined ? NaN : Number(value);
}

/** 1234 -> "1,234" */
export function count(value: Int64 | undefined): string {
  const n = num(value);
  return Number.isFinite(n) ? n.toLocaleString('en') : none;
}

export function fixed(value: Double | undefined, digits: number): string {
  const n = num(value);
  if (n === Infinity) return 'infinite';
  return Number.isFinite(n) ? n.toFixed(digits).replace('-', '−') : none;
}

/** A share in [0, 1] as "12.3 %". */
export function percent(value: Double | undefined, digits = 1): string {
  const n = num(value);
  return Number.isFinite(n) ? `${(n * 100).toFixed(digits)} %` : none;
}

/** A risk: two significant digits, and never a plain 0 or 100. */
export function risk(value: Double | undefined): string {
  const n = num(value) * 100;
  if (!Number.isFinite(n)) return none;
  if (n < 0.1) return 'below 0.1 %';
  if (n > 99.9) return 'above 99.9 %';
  return n < 10 || n > 99 ? `${n.toFixed(1)} %` : `${n.toFixed(0)} %`;
}

export function figure(value: Figure | undefined, digits = 3): string {
  return fixed(value?.value, digits);
}

/** "0.91 to 1.10", or nothing where there is no interval. */
export function interval(value: Figure | undefined, digits = 3): string {
  if (value?.low === undefined || value.high === undefined) return '';
  return `${fixed(value.low, digits)} to ${fixed(value.high, digits)}`;
}

/** Nats, small ones in full. */
export function nats(value: Double | undefined): string {
  const n = num(value);
  return Number.isFinite(n) && Math.abs(n) < 0.01 ? fixed(value, 5) : fixed(value, 3);
}

export function seconds(value: Duration | undefined): number {
  return value === undefined ? NaN : Number(value.replace(/s$/, ''));
}

/** A latency: "0.42 ms". */
export function latency(value: Duration | undefined): string {
  const s = seconds(value);
  if (!Number.isFinite(s) || s === 0) return none;
  if (s >= 1) return `${s.toFixed(2)} s`;
  return s >= 0.01 ? `${(s * 1e3).toFixed(0)} ms` : `${(s * 1e3).toFixed(2)} ms`;
}

/** A span: "3 d 4 h". */
export function span(s: number): string {
  if (!Number.isFinite(s)) return none;
  if (s < 1) return `${(s * 1e3).toFixed(0)} ms`;
  if (s < 60) return `${Math.floor(s)} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

export function ago(value: Timestamp | undefined, now: number): string {
  const then = value ? Date.parse(value) : NaN;
  return Number.isFinite(then) ? `${span(Math.max(0, (now - then) / 1000))} ago` : none;
}

export function time(value: Timestamp | undefined): string {
  const then = value ? Date.parse(value) : NaN;
  if (!Number.isFinite(then)) return none;
  return new Date(then).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}

/** At most four significant digits, for values in a chart's own unit. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : none;
}

/** "coronary_care" -> "coronary care" */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}
