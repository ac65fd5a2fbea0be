// The form's state as text, and its way to and from an Instance. Nothing is judged here: the server alone validates, and
// a text that is no number goes to it as NaN, so that its own message comes back.
import type { Violation } from '../../api/client';
import type { Feature, Instance, Model, Series, Variable } from '../../api/types';

export interface Reading {
  hour: string;
  value: string;
}

/** One variable: a category or a number in `value`, or readings. An empty text is an input that is not known. */
export interface Entry {
  value: string;
  unit: string;
  readings: Reading[];
  /** The readings before a slider moved them. */
  base?: Reading[];
}

export interface Draft {
  entries: Record<string, Entry>;
  tensor: string;
  label?: number;
  cohort: string;
}

export const emptyEntry: Entry = { value: '', unit: '', readings: [] };
export const emptyDraft: Draft = { entries: {}, tensor: '', cohort: '' };

export function parseNumber(text: string): number {
  const clean = text.trim().replace(',', '.');
  return clean === '' ? NaN : Number(clean);
}

/** As JSON sends it: protobuf's mapping writes what is no number as the string "NaN". */
function wire(text: string): number {
  const n = parseNumber(text);
  return Number.isFinite(n) ? n : ('NaN' as unknown as number);
}

export function filled(entry: Entry | undefined): boolean {
  return entry !== undefined && (entry.value.trim() !== '' || entry.readings.some((r) => r.value.trim() !== ''));
}

export function toInstance(draft: Draft, variables: Variable[]): Instance {
  const features: Feature[] = [];
  const series: Series[] = [];
  for (const v of variables) {
    const entry = draft.entries[v.name];
    if (!entry || !filled(entry)) continue;
    const unit = entry.unit ? { unit: entry.unit } : {};
    if (v.kind === 'categorical') features.push({ name: v.name, category: entry.value });
    else if (v.kind === 'numeric') features.push({ name: v.name, number: wire(entry.value), ...unit });
    else {
      const readings = entry.readings.filter((r) => r.value.trim() !== '');
      series.push({ code: v.name, ...unit, hours: readings.map((r) => wire(r.hour)), values: readings.map((r) => wire(r.value)) });
    }
  }
  const instance: Instance = {};
  if (features.length) instance.features = features;
  if (series.length) instance.series = series;
  if (variables.length === 0) instance.tensor = { values: draft.tensor.split(/[\s,;]+/).filter(Boolean).map(wire) };
  if (draft.label !== undefined) instance.label = draft.label;
  if (draft.cohort) instance.cohort = draft.cohort;
  return instance;
}

/** The draft of an instance. Names that the model does not have are kept apart: the form has no place for them. */
export function fromInstance(instance: Instance, model: Model): { draft: Draft; unknown: string[] } {
  const kinds = new Map((model.variables ?? []).map((v) => [v.name, v.kind]));
  const entries: Record<string, Entry> = {};
  const unknown: string[] = [];
  for (const f of instance.features ?? []) {
    const text = f.category ?? (f.number === undefined ? '' : String(f.number));
    const kind = kinds.get(f.name);
    if (kind === undefined) unknown.push(f.name);
    // A single value for a charted variable is its reading at hour 0.
    else if (kind === 'series') entries[f.name] = { ...emptyEntry, unit: f.unit ?? '', readings: [{ hour: '0', value: text }] };
    else entries[f.name] = { ...emptyEntry, unit: f.unit ?? '', value: text };
  }
  for (const s of instance.series ?? []) {
    const readings = (s.values ?? []).map((value, i) => ({ hour: String(s.hours?.[i] ?? ''), value: String(value) }));
    const before = entries[s.code]?.readings ?? [];
    if (!kinds.has(s.code)) unknown.push(s.code);
    else entries[s.code] = { ...emptyEntry, unit: s.unit ?? '', readings: [...before, ...readings] };
  }
  const tensor = (instance.tensor?.values ?? []).join(', ');
  return { draft: { entries, tensor, label: instance.label, cohort: instance.cohort ?? '' }, unknown };
}

/** Takes an Instance, a list of them, or a PredictRequest. Throws an Error that a person can read. */
export function readJson(text: string): Instance {
  const json: unknown = JSON.parse(text);
  const request = json as { instances?: unknown };
  const list = Array.isArray(json) ? json : Array.isArray(request?.instances) ? request.instances : [json];
  const first: unknown = list[0];
  if (typeof first !== 'object' || first === null || Array.isArray(first)) throw new Error('There is no instance in it.');
  const named = first as Instance & { prediction_id?: string };
  if (!named.features && !named.series && !named.tensor) throw new Error('An instance has features, series or a tensor.');
  return named;
}

/** The server's messages by the variable that they name; what names no variable comes under ''. */
export function byVariable(violations: Violation[]): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const { field, description } of violations) {
    const match = field.match(/^instances\[\d+\]\.(?:features|series)\[([^\]]+)\]\.?(.*)$/);
    const name = match?.[1] ?? '';
    const where = match ? readable(match[2] ?? '') : field;
    result.set(name, [...(result.get(name) ?? []), where ? `${where}: ${description}` : description]);
  }
  return result;
}

/** "values[2]" -> "reading 3" */
function readable(path: string): string {
  const match = path.match(/^(values|hours)\[(\d+)\]$/);
  return match ? `${match[1] === 'hours' ? 'hour of ' : ''}reading ${Number(match[2]) + 1}` : path;
}

// ---------------------------------------------------------------------------------------------------------------
// Sliders

/** The plausible range in the unit that the entry is given in; undefined where the schema has none. */
export function range(v: Variable, unit: string): [number, number] | undefined {
  if (v.plausibleMin === undefined || v.plausibleMax === undefined) return undefined;
  const accepted = v.acceptedUnits?.find((u) => u.unit === unit);
  const convert = (own: number) => (accepted ? (own - Number(accepted.offset)) / Number(accepted.factor) : own);
  const ends = [convert(Number(v.plausibleMin)), convert(Number(v.plausibleMax))];
  return [Math.min(...ends), Math.max(...ends)];
}

export const sliderSteps = 400;

/** Ranges of more than one and a half decades get a logarithmic slider: glucose and 2500 are not neighbours. */
function logarithmic([low, high]: [number, number]): boolean {
  return low > 0 && high / low > 30;
}

export function toSlider(value: number, ends: [number, number]): number {
  const [low, high] = ends;
  const clamped = Math.min(high, Math.max(low, value));
  const part = logarithmic(ends) ? Math.log(clamped / low) / Math.log(high / low) : (clamped - low) / (high - low);
  return Math.round(part * sliderSteps);
}

/** The value there, to so many decimals. A step too small for them still moves one unit on from `before`. */
export function fromSlider(position: number, ends: [number, number], decimals: number, before: number): number {
  const [low, high] = ends;
  const part = position / sliderSteps;
  const exact = logarithmic(ends) ? low * (high / low) ** part : low + (high - low) * part;
  const rounded = (value: number) => Number(value.toFixed(decimals));
  const toward = position - toSlider(before, ends);
  let value = rounded(Number(exact.toPrecision(3)));
  if (value === rounded(before) && toward !== 0) value = rounded(before + Math.sign(toward) * 10 ** -decimals);
  return Math.min(high, Math.max(low, value));
}

/** Decimals that each input is charted with, as the model's examples show it. */
export function chartedDecimals(model: Model): Map<string, number> {
  const found = new Map<string, number>();
  const see = (name: string, unit: string | undefined, values: (number | undefined)[]) => {
    if (unit) return;
    for (const value of values) found.set(name, Math.max(found.get(name) ?? 0, decimalsOf(String(value ?? 0))));
  };
  for (const { instance } of model.examples ?? []) {
    for (const f of instance?.features ?? []) if (f.number !== undefined) see(f.name, f.unit, [f.number]);
    for (const s of instance?.series ?? []) see(s.code, s.unit, s.values ?? []);
  }
  return found;
}

function decimalsOf(text: string): number {
  return text.match(/[.,](\d+)$/)?.[1]?.length ?? 0;
}

/** Decimals for a slider: those of the chart, or enough for a hundred steps; more where the value itself has more. */
export function sliderDecimals(entry: Entry, ends: [number, number], charted: number | undefined): number {
  const enough = Math.max(0, -Math.floor(Math.log10((ends[1] - ends[0]) / 100)));
  const base = entry.base ?? entry.readings;
  const given = Math.max(decimalsOf(entry.value), ...base.map((r) => decimalsOf(r.value)), 0);
  return Math.min(6, Math.max(given, entry.unit || charted === undefined ? enough : charted));
}

/** The number that a slider stands for: the value, or the last reading. */
export function sliderValue(v: Variable, entry: Entry): number {
  return parseNumber(v.kind === 'series' ? (entry.readings.findLast((r) => r.value.trim() !== '')?.value ?? '') : entry.value);
}

/**
 * The entry with its value there. All readings of a series move together, by the same amount from where they were before
 * the slider was touched; one that was plausible stays so, since the server would leave it out.
 */
export function moveTo(v: Variable, entry: Entry, value: number): Entry {
  if (v.kind !== 'series') return { ...entry, value: String(value) };
  const base = entry.base ?? entry.readings;
  const by = value - sliderValue(v, { ...entry, readings: base });
  const [low, high] = range(v, entry.unit) ?? [-Infinity, Infinity];
  const readings = base.map((r) => {
    const old = parseNumber(r.value);
    if (!Number.isFinite(old)) return r;
    const moved = old < low || old > high ? old + by : Math.min(high, Math.max(low, old + by));
    return { ...r, value: String(Number(moved.toPrecision(6))) };
  });
  return { ...entry, base, readings };
}
