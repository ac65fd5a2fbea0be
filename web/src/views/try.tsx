// A form from the model's own schema, and its answer.
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Instance, Model, Variable } from '../api/types';
import type { ViewProps } from '../ui/app';
import { num, risk, words } from '../ui/format';
import { chosen, ModelPicker } from '../ui/models';
import { Choice, Notice, Panel, Select, Waiting } from '../ui/parts';
import { useModel } from './calibration';
import { AnswerPanel, target, type Traced } from './try/answer';
import { useAsking } from './try/ask';
import { byVariable, chartedDecimals, emptyDraft, emptyEntry, filled, fromInstance, readJson, sliderValue, toInstance, type Draft, type Entry } from './try/draft';
import { Field, fieldId } from './try/fields';
import { snippets } from './try/snippets';

export function TryView({ route, models }: ViewProps) {
  const who = chosen(route, models);
  const model = useModel(who);
  if (!who) return <Notice title="No model is in service"><p>There is nothing to ask.</p></Notice>;
  return (
    <>
      <div class="pickers"><ModelPicker route={route} models={models} /></div>
      {model.data ? <Bench key={`${who.model}@${who.version}`} model={model.data} /> : <Waiting error={model.error} what="the model’s schema" onToken={model.refresh} />}
    </>
  );
}

const traceLimit = 60;

function Bench({ model }: { model: Model }) {
  const variables = model.variables ?? [];
  const name = model.summary?.model ?? '';
  const version = String(model.summary?.version ?? 0);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [note, setNote] = useState('');
  // The inputs that an example filled come first; typing must not move a field, so later ones stay where they are.
  const [first, setFirst] = useState<ReadonlySet<string>>(new Set());
  const [moved, setMoved] = useState<{ name: string; before?: number; points: Traced['points'] }>();
  const movedNow = useRef(moved);
  movedNow.current = moved;
  const instance = useMemo(() => toInstance(draft, variables), [draft, variables]);

  const asking = useAsking((answer) => {
    const moving = movedNow.current;
    const v = variables.find((x) => x.name === moving?.name);
    if (!moving || !v) return;
    const { draft: asked } = fromInstance(answer.instance, model);
    const at = target(model, answer.prediction);
    const point = {
      value: sliderValue(v, asked.entries[v.name] ?? emptyEntry),
      risk: num(answer.prediction.mean?.[at]),
      low: num(answer.prediction.spread?.min?.[at]),
      high: num(answer.prediction.spread?.max?.[at]),
    };
    setMoved({ ...moving, points: [...moving.points.filter((p) => p.value !== point.value), point].slice(-traceLimit) });
  });
  const { answer, error } = asking;
  const messages = useMemo(() => byVariable(error?.violations ?? []), [error]);

  // Only what a person asked for takes the focus; an answer to a slider must not.
  const explicit = useRef(false);
  useEffect(() => {
    const first = [...messages.keys()].find((key) => key !== '');
    if (error && explicit.current && first) document.getElementById(fieldId(first))?.focus();
    if (!asking.busy) explicit.current = false;
  }, [error, asking.busy]);

  const submit = (next: Draft) => {
    explicit.current = true;
    setMoved(undefined);
    asking.ask(name, version, toInstance(next, variables));
  };
  const change = (v: Variable, entry: Entry, bySlider = false) => {
    const next = { ...draft, entries: { ...draft.entries, [v.name]: entry } };
    setDraft(next);
    if (!bySlider) {
      // A category is chosen at once; a number is typed digit by digit, and waits for the button.
      if (answer && v.kind === 'categorical') asking.ask(name, version, toInstance(next, variables), true);
      return;
    }
    if (moved?.name !== v.name) {
      const at = answer ? target(model, answer.prediction) : 0;
      const before = answer ? num(answer.prediction.mean?.[at]) : undefined;
      const start = answer && fromInstance(answer.instance, model).draft.entries[v.name];
      const points = answer && start ? [{ value: sliderValue(v, start), risk: before ?? 0, low: num(answer.prediction.spread?.min?.[at]), high: num(answer.prediction.spread?.max?.[at]) }] : [];
      setMoved({ name: v.name, before, points });
    }
    asking.ask(name, version, toInstance(next, variables), true);
  };
  const load = (from: Instance, what: string) => {
    const { draft: next, unknown } = fromInstance(from, model);
    setDraft(next);
    setFirst(new Set(Object.keys(next.entries)));
    setNote(unknown.length ? `${what} is in the form, without ${unknown.join(', ')}: this model has no such input.` : `${what} is in the form.`);
    submit(next);
  };
  const stale = answer !== undefined && JSON.stringify(answer.instance) !== JSON.stringify(instance);
  const trace = traced(moved, variables, draft);
  return (
    <>
      <Start model={model} note={note} onLoad={load} onClear={() => { setDraft(emptyDraft); setFirst(new Set()); setMoved(undefined); setNote(''); asking.clear(); }} />
      <div class="columns bench">
        <form class="stack" aria-label="Inputs" noValidate onSubmit={(e) => { e.preventDefault(); submit(draft); }}>
          <Inputs model={model} draft={draft} first={first} messages={messages} onChange={change} onDraft={setDraft}>
            <div class="submit">
              <button class="button primary" type="submit" disabled={asking.busy}>Predict</button>
              {answer && (
                <a class="glance" href="#answer" onClick={(e) => { e.preventDefault(); document.getElementById('answer')?.scrollIntoView(); document.getElementById('answer')?.focus(); }}>
                  <strong>{risk(answer.prediction.mean?.[target(model, answer.prediction)])}</strong> {error ? 'before the refused input' : words(answer.prediction.stratum)}
                  {answer.prediction.deferral?.deferred && ', deferred'}: see the answer
                </a>
              )}
              <p class="hint">The server writes nothing down: what is tried here stays out of every figure.</p>
            </div>
          </Inputs>
        </form>
        <div class="stack answer-side" id="answer" role="group" aria-label="Answer and code" tabIndex={0}>
          <Panel title="Answer" class="answer-panel">
            <p class="hidden" role="status">{answer && !error ? spoken(model, answer.prediction) : ''}</p>
            {error && <Refused message={error.message} messages={messages} />}
            {answer ? (
              <AnswerPanel answer={answer} model={model} trace={trace} stale={stale && !asking.busy} />
            ) : (
              !error && <p class="muted">Take an example patient, or fill in what you know and press Predict. Leave empty what is not known.</p>
            )}
          </Panel>
          <CopyAs name={name} version={version} instance={instance} />
        </div>
      </div>
    </>
  );
}

function spoken(model: Model, p: Parameters<typeof target>[1]): string {
  const at = target(model, p);
  return `${risk(p.mean?.[at])} ${words(model.classes?.[at] ?? '')}. ${p.stratum ? `${words(p.stratum)} risk. ` : ''}${p.deferral?.deferred ? 'Deferred: ask a human.' : ''}`;
}

function traced(moved: { name: string; before?: number; points: Traced['points'] } | undefined, variables: Variable[], draft: Draft): Traced | undefined {
  const v = variables.find((x) => x.name === moved?.name);
  if (!moved || !v) return undefined;
  const entry = draft.entries[v.name] ?? emptyEntry;
  return { ...moved, unit: entry.unit || v.unit, now: sliderValue(v, entry) };
}

function Refused(props: { message: string; messages: Map<string, string[]> }) {
  const named = [...props.messages].filter(([key]) => key !== '');
  const rest = props.messages.get('') ?? [];
  const focus = (key: string) => (event: Event) => {
    event.preventDefault();
    document.getElementById(fieldId(key))?.focus();
  };
  return (
    <Notice title="The server refused this input" tone="bad">
      <ul>
        {named.map(([key, list]) => (
          <li key={key}><a href={`#${fieldId(key)}`} onClick={focus(key)}>{words(key)}</a>: {list.join(' ')}</li>
        ))}
        {rest.map((text) => <li key={text}>{text}</li>)}
        {props.messages.size === 0 && <li>{props.message}</li>}
      </ul>
    </Notice>
  );
}

function Start(props: { model: Model; note: string; onLoad: (from: Instance, what: string) => void; onClear: () => void }) {
  const examples = props.model.examples ?? [];
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const paste = () => {
    try {
      props.onLoad(readJson(text), 'The pasted instance');
      setProblem('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Panel title="Start from" class="start">
      {examples.length > 0 ? (
        <ul class="examples" aria-label="Example patients">
          {examples.map((e) => (
            <li key={e.name}>
              <button type="button" class="button example" onClick={() => props.onLoad(e.instance ?? {}, e.name)}>
                <span class="example-name">{e.name}</span>
                <span class="hint">{e.description}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="muted">This model brings no example patients.</p>
      )}
      <div class="start-row">
        <details class="more">
          <summary>Paste JSON</summary>
          <div class="stack paste">
            <div class="field">
              <label for="paste">An Instance, a list of them, or a PredictRequest; the first instance is taken</label>
              <textarea id="paste" rows={8} spellcheck={false} value={text} aria-invalid={problem !== ''} aria-describedby="paste-problem" onInput={(e) => setText(e.currentTarget.value)} />
            </div>
            <p id="paste-problem" class="input-message" role="alert">{problem}</p>
            <div><button type="button" class="button" disabled={!text.trim()} onClick={paste}>Fill the form</button></div>
          </div>
        </details>
        <button type="button" class="button small plain" onClick={props.onClear}>Clear the form</button>
        <p class="hint" role="status">{props.note}</p>
      </div>
    </Panel>
  );
}

interface InputsProps {
  model: Model;
  draft: Draft;
  messages: Map<string, string[]>;
  /** What an example filled in. */
  first: ReadonlySet<string>;
  onChange: (v: Variable, entry: Entry, moved?: boolean) => void;
  onDraft: (draft: Draft) => void;
  children: ComponentChildren;
}

function Inputs(props: InputsProps) {
  const { model, draft, messages } = props;
  const [search, setSearch] = useState('');
  const variables = model.variables ?? [];
  const decimals = useMemo(() => chartedDecimals(model), [model]);
  const wanted = search.trim().toLowerCase();
  const shown = variables.filter((v) => !wanted || `${v.name} ${v.description}`.toLowerCase().includes(wanted));
  const one = shown.filter((v) => v.kind !== 'series');
  const charted = shown.filter((v) => v.kind === 'series');
  const split = props.first.size > 0 && !wanted;
  const ahead = (v: Variable) => !split || props.first.has(v.name) || messages.has(v.name);
  const rest = shown.filter((v) => !ahead(v));
  const group = (list: Variable[]) =>
    list.map((v) => (
      <Field key={v.name} variable={v} entry={draft.entries[v.name] ?? emptyEntry} decimals={decimals.get(v.name)} messages={messages.get(v.name) ?? []} onChange={(entry, moved) => props.onChange(v, entry, moved)} />
    ));
  if (variables.length === 0) {
    return (
      <Panel title="Input row" note={`This model takes a row of ${model.inputWidth} numbers, already encoded.`}>
        <div class="field">
          <label for="tensor">Numbers, with spaces or commas between them</label>
          <textarea id="tensor" rows={8} value={draft.tensor} onInput={(e) => props.onDraft({ ...draft, tensor: e.currentTarget.value })} />
        </div>
        {props.children}
      </Panel>
    );
  }
  const known = variables.filter((v) => filled(draft.entries[v.name])).length;
  return (
    <Panel title="Inputs" note={`${known} of ${variables.length} are filled in. One value for a charted variable counts as a reading at hour 24; open it for more.`}>
      <div class="pickers">
        <div class="field"><label for="search">Find an input</label><input id="search" type="search" value={search} onInput={(e) => setSearch(e.currentTarget.value)} /></div>
        {(model.cohorts ?? []).length > 0 && (
          <Select label="Cohort" value={draft.cohort} onChange={(cohort) => props.onDraft({ ...draft, cohort })} options={[{ value: '', label: 'none' }, ...(model.cohorts ?? []).map((c) => ({ value: c, label: words(c) }))]} />
        )}
      </div>
      {one.some(ahead) && <fieldset class="inputs"><legend>About the patient</legend>{group(one.filter(ahead))}</fieldset>}
      {charted.some(ahead) && <fieldset class="inputs"><legend>From the chart</legend>{group(charted.filter(ahead))}</fieldset>}
      {rest.length > 0 && (
        <details class="more">
          <summary>{rest.length} inputs that the example does not have</summary>
          <fieldset class="inputs"><legend class="hidden">Further inputs</legend>{group(rest)}</fieldset>
        </details>
      )}
      {shown.length === 0 && <p class="muted">No input has “{search}” in its name.</p>}
      {props.children}
    </Panel>
  );
}

function CopyAs(props: { name: string; version: string; instance: Instance }) {
  const [which, setWhich] = useState('grpcurl');
  const [said, setSaid] = useState('');
  const all = snippets(props.name, props.version, props.instance);
  const now = all.find((s) => s.name === which) ?? all[0];
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(now?.code ?? '');
      setSaid('Copied.');
    } catch {
      setSaid('The browser did not allow it: mark the text and copy it.');
    }
  };
  return (
    <Panel title="Copy as" note="An ordinary call with these inputs, to run elsewhere: the server counts it, and journals it where it keeps a journal. Port 8500 is its default for gRPC.">
      <div class="pickers">
        <Choice label="Language" value={which} onChange={(value) => { setWhich(value); setSaid(''); }} options={all.map((s) => ({ value: s.name, label: s.name }))} />
        <button type="button" class="button" onClick={copy}>Copy</button>
        <p class="hint" role="status">{said}</p>
      </div>
      <pre class="code" tabIndex={0} aria-label={`The call in ${which}`}><code>{now?.code}</code></pre>
    </Panel>
  );
}
