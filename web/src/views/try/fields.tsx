// One input of the model's schema: its value or readings, its unit, its slider, and what the server said about it.
import { useId, useState } from 'preact/hooks';
import type { Variable } from '../../api/types';
import { num, short, words } from '../../ui/format';
import { emptyEntry, filled, fromSlider, moveTo, parseNumber, range, sliderDecimals, sliderSteps, sliderValue, toSlider, type Entry, type Reading } from './draft';

export interface FieldProps {
  variable: Variable;
  entry: Entry;
  /** That the variable is charted with, where the model's examples show it. */
  decimals?: number;
  messages: string[];
  /** `moved`: by its slider. */
  onChange: (entry: Entry, moved?: boolean) => void;
}

export function fieldId(name: string): string {
  return `input-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}

export function Field(props: FieldProps) {
  const { variable: v, entry, messages } = props;
  const help = useId();
  const wrong = messages.length > 0;
  const aria = { 'aria-invalid': wrong, 'aria-describedby': help } as const;
  return (
    <div class="input" data-wrong={wrong} data-filled={filled(entry)}>
      <div class="input-head">
        <label for={fieldId(v.name)}>{words(v.name)}</label>
        <span class="input-what">{v.description}</span>
      </div>
      <div class="input-value">
        {v.kind === 'categorical' ? <Category {...props} aria={aria} /> : <Value {...props} aria={aria} />}
        <Unit variable={v} entry={entry} onChange={props.onChange} />
      </div>
      {v.kind !== 'categorical' && filled(entry) && <Slider {...props} />}
      {v.kind === 'series' && entry.readings.length > 0 && <Readings {...props} />}
      <p id={help} class={wrong ? 'input-message' : 'hidden'}>
        {wrong ? messages.join(' ') : hint(v, entry)}
      </p>
    </div>
  );
}

function hint(v: Variable, entry: Entry): string {
  const ends = range(v, entry.unit);
  return ends ? `Plausible: ${short(ends[0])} to ${short(ends[1])} ${entry.unit || v.unit}` : '';
}

interface AriaProps {
  aria: { 'aria-invalid': boolean; 'aria-describedby': string };
}

function Category(props: FieldProps & AriaProps) {
  const { variable: v, entry } = props;
  const known = v.categories ?? [];
  // A pasted category that the schema does not have stays in the form, so that the server can say so.
  const options = entry.value && !known.includes(entry.value) ? [...known, entry.value] : known;
  return (
    <select id={fieldId(v.name)} value={entry.value} {...props.aria} onChange={(e) => props.onChange({ ...entry, value: e.currentTarget.value })}>
      <option value="">not known</option>
      {options.map((c) => <option key={c} value={c} selected={c === entry.value}>{words(c)}</option>)}
    </select>
  );
}

function Value(props: FieldProps & AriaProps) {
  const { variable: v, entry } = props;
  const series = v.kind === 'series';
  const several = series && entry.readings.length > 1;
  const ends = range(v, entry.unit);
  const placeholder = ends ? `${short(ends[0])} – ${short(ends[1])}` : '';
  const last = entry.readings[entry.readings.length - 1];
  const text = series ? (last?.value ?? '') : entry.value;
  const change = (value: string) => {
    if (!series) return props.onChange({ ...entry, value });
    const hour = last?.hour ?? '24';
    const readings = value === '' && !several ? [] : [...entry.readings.slice(0, -1), { hour, value }];
    return props.onChange({ ...entry, base: undefined, readings });
  };
  return (
    <input id={fieldId(v.name)} type="text" inputMode="decimal" autocomplete="off" placeholder={placeholder} value={text} {...props.aria} onInput={(e) => change(e.currentTarget.value)} />
  );
}

function Unit(props: Pick<FieldProps, 'variable' | 'entry' | 'onChange'>) {
  const { variable: v, entry } = props;
  const accepted = (v.acceptedUnits ?? []).filter((u) => u.unit !== v.unit);
  const other = entry.unit && entry.unit !== v.unit && !accepted.some((u) => u.unit === entry.unit);
  if (accepted.length === 0 && !other) return <span class="unit">{v.unit}</span>;
  return (
    <select class="unit" aria-label={`Unit of ${words(v.name)}`} value={entry.unit} onChange={(e) => props.onChange({ ...entry, unit: e.currentTarget.value })}>
      <option value="" selected={!entry.unit}>{v.unit || 'own unit'}</option>
      {accepted.map((u) => <option key={u.unit} value={u.unit} selected={u.unit === entry.unit}>{u.unit}</option>)}
      {other && <option value={entry.unit} selected>{entry.unit}</option>}
    </select>
  );
}

function Slider(props: FieldProps) {
  const { variable: v, entry } = props;
  const ends = range(v, entry.unit);
  const value = sliderValue(v, entry);
  if (!ends || !Number.isFinite(value) || ends[0] >= ends[1]) return null;
  const together = v.kind === 'series' && entry.readings.length > 1;
  return (
    <input
      type="range"
      min="0"
      max={sliderSteps}
      value={toSlider(value, ends)}
      aria-label={`Move ${words(v.name)}${together ? ', all readings together' : ''}`}
      aria-valuetext={`${short(value)} ${entry.unit || v.unit}`}
      onInput={(e) => props.onChange(moveTo(v, entry, fromSlider(Number(e.currentTarget.value), ends, sliderDecimals(entry, ends, props.decimals), value)), true)}
    />
  );
}

/** Hour and value, row by row; of one reading its hour alone, beside the quick value above. */
function Readings(props: FieldProps) {
  const { variable: v, entry } = props;
  const [open, setOpen] = useState(false);
  const { readings } = entry;
  const set = (index: number, change: Partial<Reading>) =>
    props.onChange({ ...entry, base: undefined, readings: readings.map((r, i) => (i === index ? { ...r, ...change } : r)) });
  const add = () => {
    const last = readings[readings.length - 1];
    const hour = String(num(Number(last?.hour)) + 1 || 24);
    props.onChange({ ...entry, base: undefined, readings: [...readings, { hour, value: last?.value ?? '' }] });
    setOpen(true);
  };
  const drop = (index: number) => props.onChange({ ...(readings.length > 1 ? entry : emptyEntry), base: undefined, readings: readings.filter((_, i) => i !== index) });
  const one = readings.length === 1;
  const hour = (r: Reading | undefined) => short(Math.round(parseNumber(r?.hour ?? '') * 10) / 10);
  const summary = one ? `at hour ${hour(readings[0])}` : `${readings.length} readings, hours ${hour(readings[0])} to ${hour(readings[readings.length - 1])}; the last is above`;
  return (
    <details class="readings" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && (
        <div class="reading-rows">
          <p class="reading-head" aria-hidden="true"><span>Hour</span><span>Value</span></p>
          {readings.map((r, i) => (
            <div class="reading" key={i}>
              <input type="text" inputMode="decimal" aria-label={`${words(v.name)}, hour of reading ${i + 1}`} value={r.hour} onInput={(e) => set(i, { hour: e.currentTarget.value })} />
              <input type="text" inputMode="decimal" aria-label={`${words(v.name)}, reading ${i + 1}`} value={r.value} onInput={(e) => set(i, { value: e.currentTarget.value })} />
              <button type="button" class="button small plain" aria-label={`Remove reading ${i + 1} of ${words(v.name)}`} onClick={() => drop(i)}>Remove</button>
            </div>
          ))}
          <button type="button" class="button small" onClick={add}>Add a reading</button>
        </div>
      )}
    </details>
  );
}
