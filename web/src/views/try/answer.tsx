// The answer in plain words and in full.
import { scaleLinear } from 'd3-scale';
import { Drawing, Legend } from '../../charts/frame';
import { Members } from '../../charts/members';
import { Trace, type TracePoint } from '../../charts/trace';
import type { Model, Prediction } from '../../api/types';
import { fixed, nats, num, percent, risk, words } from '../../ui/format';
import { Notice, Table } from '../../ui/parts';
import type { Answer } from './ask';

export interface Traced {
  name: string;
  unit: string;
  points: TracePoint[];
  now: number;
  /** The mean before the input was first moved. */
  before?: number;
}

/** The class that the answer speaks of: the event, or the one ranked first. */
export function target(model: Model, prediction: Prediction): number {
  if (model.task === 'binary') return model.positiveClass;
  const mean = (prediction.mean ?? []).map(num);
  return mean.indexOf(Math.max(...mean));
}

export function AnswerPanel(props: { answer: Answer; model: Model; trace?: Traced; stale: boolean }) {
  const { answer, model, trace } = props;
  const p = answer.prediction;
  const at = target(model, p);
  return (
    <div class="answer" data-stale={props.stale}>
      {props.stale && <p class="stale-note">The inputs have changed since this answer: press Predict.</p>}
      <Headline model={model} p={p} at={at} />
      <Decision p={p} />
      <section aria-label="Members">
        <h3>What each member says</h3>
        <Members prediction={p} model={model} target={at} before={trace?.before} />
        <p class="note">
          The members are {p.members?.length ?? 0} networks of one model that fit the training data about equally well. Where they
          differ, the data say little. It is their disagreement, not a confidence interval.
        </p>
      </section>
      {trace && trace.points.length > 1 && (
        <section aria-label="How the answer moves">
          <h3>How the answer moves with {words(trace.name)}</h3>
          <Trace {...trace} />
        </section>
      )}
      <Doubt p={p} />
      <Classes p={p} model={model} />
      <Warnings p={p} />
      <p class="hint">
        {answer.model}, version {answer.version}; {answer.ms.toFixed(0)} ms from this page and back. Nothing of it is kept, so no outcome can be reported for it.
      </p>
    </div>
  );
}

function Headline({ model, p, at }: { model: Model; p: Prediction; at: number }) {
  const name = words(model.classes?.[at] ?? 'the event');
  const mean = num(p.mean?.[at]);
  const whole = (value: number) => Math.round(value * 100);
  const low = whole(num(p.spread?.min?.[at]));
  const high = whole(num(p.spread?.max?.[at]));
  const each = low === high ? `every member says about ${low}` : `the members say from ${low} to ${high}`;
  const sides = model.task === 'binary' ? `of the members are on the same side of the threshold of ${percent(model.decisionThreshold, 0)} as the mean` : 'of the members rank this class first, as the mean does';
  return (
    <div class="headline">
      <p class="headline-risk">
        <span class="headline-number">{risk(mean)}</span> <span class="headline-of">{name}</span>
        {p.stratum && <span class="stratum-tag">{words(p.stratum)} risk</span>}
      </p>
      <p>
        Of 100 such patients about {whole(mean)} would have the outcome “{name}”; {each}. {percent(p.agreement, 0)} {sides}.
      </p>
    </div>
  );
}

function Decision({ p }: { p: Prediction }) {
  const reasons = p.deferral?.reasons ?? [];
  if (!p.deferral?.deferred) return <p class="kept">Kept: no rule of the model asks for a human here.</p>;
  return (
    <Notice title="Deferred: ask a human" tone="warn">
      <ul>{reasons.map((r) => <li key={r.rule}>{r.message || `${words(r.rule.replace('RULE_', '').toLowerCase())}: ${nats(r.value)}, limit ${nats(r.limit)}`}</li>)}</ul>
    </Notice>
  );
}

function Doubt({ p }: { p: Prediction }) {
  const u = p.uncertainty;
  if (!u) return null;
  const total = num(u.total);
  const share = total > 0 ? num(u.epistemic) / total : 0;
  return (
    <section aria-label="Uncertainty">
      <h3>Where the doubt comes from</h3>
      <figure class="chart">
        <Drawing height={18} label={`Uncertainty of ${nats(u.total)} nats: ${nats(u.aleatoric)} aleatoric and ${nats(u.epistemic)} epistemic.`}>
          {(width) => {
            const x = scaleLinear([0, Math.max(Math.LN2, total)], [0, width]);
            return (
              <>
                <rect class="null" width={width} height="18" rx="3" />
                <g class="one"><rect class="bar" width={x(num(u.aleatoric))} height="18" rx="3" /></g>
                <g class="two"><rect class="bar" x={x(num(u.aleatoric))} width={Math.max(1.5, x(num(u.epistemic)))} height="18" /></g>
              </>
            );
          }}
        </Drawing>
        <Legend items={[
          { mark: 'bar', class: 'one', text: `Aleatoric ${nats(u.aleatoric)} nats: the outcome is open, whatever the model` },
          { mark: 'bar', class: 'two', text: `Epistemic ${nats(u.epistemic)} nats: the members disagree` },
          { mark: 'null', text: 'Up to ln 2 = 0.693, a coin’s toss' },
        ]} />
      </figure>
      <p class="note">Together {nats(u.total)} nats; {percent(share)} of it is the members’ disagreement, which more data like this patient would reduce.</p>
    </section>
  );
}

function Classes({ p, model }: { p: Prediction; model: Model }) {
  const rows = (model.classes ?? []).map((name, i) => ({ name: words(name), i }));
  return (
    <section aria-label="Per outcome">
      <h3>Outcome by outcome</h3>
      <Table
        caption="Probability and NLL of each outcome"
        rows={rows}
        columns={[
          { head: 'If the patient', cell: (r) => r.name },
          { head: 'Probability', cell: (r) => percent(p.mean?.[r.i], 2), number: true },
          { head: 'Members', cell: (r) => `${percent(p.spread?.min?.[r.i])} to ${percent(p.spread?.max?.[r.i])}`, number: true },
          { head: 'Mixture NLL', cell: (r) => fixed(p.mixtureNll?.[r.i], 3), number: true },
          { head: 'Average NLL', cell: (r) => fixed(p.averageNll?.[r.i], 3), number: true },
        ]}
      />
      <p class="note">The NLL, in nats, is how surprised the model will be by each outcome: 0 is not at all.</p>
    </section>
  );
}

const kinds: Record<string, string> = { KIND_CLIPPED: 'Clipped', KIND_OUT_OF_RANGE: 'Left out', KIND_REPAIRED: 'Repaired' };

function Warnings({ p }: { p: Prediction }) {
  const all = p.warnings ?? [];
  const missing = all.filter((w) => w.kind === 'KIND_IMPUTED');
  const others = all.filter((w) => w.kind !== 'KIND_IMPUTED');
  if (all.length === 0) return null;
  return (
    <section aria-label="Warnings">
      <h3>What was done to the inputs</h3>
      <ul class="plain-list">
        {others.map((w, i) => (
          <li key={i}><strong>{kinds[w.kind] ?? 'Note'}, {words(w.field)}.</strong> {w.message}</li>
        ))}
        {missing.length > 0 && (
          <li>
            <strong>Not known, filled in: {missing.length} inputs.</strong>{' '}
            {missing.map((w) => words(w.field)).join(', ')}.
          </li>
        )}
      </ul>
    </section>
  );
}
