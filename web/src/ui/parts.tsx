// The small pieces that every view is made of.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Color } from '../api/types';
import { ApiError, setToken } from '../api/client';

export function Panel(props: { title: string; note?: ComponentChildren; children: ComponentChildren; class?: string }) {
  const id = useId();
  return (
    <section class={`panel ${props.class ?? ''}`} aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.note && <p class="note">{props.note}</p>}
      {props.children}
    </section>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** A figure with its name, its interval or band, and what it means. */
export function Stat(props: { label: string; value: string; detail?: ComponentChildren; tone?: Tone }) {
  return (
    <div class="stat" data-tone={props.tone ?? 'plain'}>
      <dt>{props.label}</dt>
      <dd class="stat-value">{props.value}</dd>
      {props.detail && <dd class="stat-detail">{props.detail}</dd>}
    </div>
  );
}

const lights: Record<Color, { word: string; path: string }> = {
  COLOR_UNSPECIFIED: { word: 'Unknown', path: 'M8 4.5v4M8 11v.5' },
  COLOR_GREY: { word: 'Too early', path: 'M4.5 8h7' },
  COLOR_GREEN: { word: 'Green', path: 'M4.5 8.3l2.4 2.4 4.6-5' },
  COLOR_YELLOW: { word: 'Yellow', path: 'M8 4.5v4M8 11v.5' },
  COLOR_RED: { word: 'Red', path: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6' },
};

/** A traffic light that colour-blind readers can tell apart: a colour, a sign and a word. */
export function Light(props: { color?: Color }) {
  const color = props.color ?? 'COLOR_UNSPECIFIED';
  const { word, path } = lights[color] ?? lights.COLOR_UNSPECIFIED;
  return (
    <span class="light" data-color={color.replace('COLOR_', '').toLowerCase()}>
      <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
        <circle cx="8" cy="8" r="8" />
        <path d={path} />
      </svg>
      {word}
    </span>
  );
}

/** A list to pick from, with its label above it. */
export function Select(props: {
  label: string;
  wide?: boolean;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class={props.wide ? 'field wide' : 'field'}>
      <label for={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A few choices side by side. */
export function Choice(props: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="choice-row">
        {props.options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Notice(props: { title: string; tone?: 'plain' | 'bad' | 'warn'; children?: ComponentChildren }) {
  return (
    <div class="notice" data-tone={props.tone ?? 'plain'} role={props.tone === 'bad' ? 'alert' : undefined}>
      <p class="notice-title">{props.title}</p>
      {props.children}
    </div>
  );
}

/** What stands in a view's place while it has nothing to show. */
export function Waiting(props: { error?: ApiError; what: string; onToken?: () => void }) {
  if (!props.error) return <p class="waiting" aria-live="polite">Asking the server for {props.what} …</p>;
  if (props.error.kind === 'token') return <TokenForm message={props.error.message} onToken={props.onToken} />;
  if (props.error.kind === 'off') {
    return (
      <Notice title="The JSON API is switched off" tone="warn">
        <p>{props.error.message}</p>
        <p>On an address that other machines reach, the server offers it only to those who hold a token: its operator sets one.</p>
      </Notice>
    );
  }
  if (props.error.kind === 'gone') {
    return (
      <Notice title="The server does not answer" tone="bad">
        <p>This page asks again by itself. Nothing needs to be done here once the server is back.</p>
      </Notice>
    );
  }
  return <Notice title={`The server did not give ${props.what}`} tone="bad"><p>{props.error.message}</p></Notice>;
}

function TokenForm(props: { message: string; onToken?: () => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    setToken(text.trim());
    props.onToken?.();
  };
  return (
    <form class="token panel" aria-label="Access token" onSubmit={submit}>
      <h2>This server asks for a token</h2>
      <p role="status">{props.message}</p>
      <div class="field">
        <label for={id}>Access token</label>
        <input id={id} type="password" autocomplete="off" value={text} onInput={(e) => setText(e.currentTarget.value)} />
      </div>
      <button class="button primary" type="submit" disabled={!text.trim()}>Use this token</button>
      <p class="hint">It is kept in this tab until you close it, and is sent to this server alone.</p>
    </form>
  );
}

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  number?: boolean;
}

export function Table<Row>(props: { caption: string; columns: Column<Row>[]; rows: Row[]; showCaption?: boolean }) {
  return (
    <div class="table-scroll" role="group" aria-label={props.caption} tabIndex={0}>
      <table>
        <caption class={props.showCaption ? '' : 'hidden'}>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.head} scope="col" class={column.number ? 'number' : ''}>{column.head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, index) => (
            <tr key={index}>
              {props.columns.map((column, at) =>
                at === 0 ? (
                  <th key={at} scope="row" class={column.number ? 'number' : ''}>{column.cell(row)}</th>
                ) : (
                  <td key={at} class={column.number ? 'number' : ''}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same figures as a chart, for those who would rather read. */
export function AsTable<Row>(props: { of?: string; caption: string; columns: Column<Row>[]; rows: Row[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as a table{props.of && `: ${props.of}`}</summary>
      {open && <Table {...props} />}
    </details>
  );
}
