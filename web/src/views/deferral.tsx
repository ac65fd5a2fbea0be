// Does it help to hand the uncertain cases to a human? The curve, and the rule as it was applied.
import type { Calibration, DecisionFigures, Model } from '../api/types';
import { Coverage } from '../charts/coverage';
import type { ViewProps } from '../ui/app';
import { count, fixed, nats, num, percent } from '../ui/format';
import { chosen, ModelPicker } from '../ui/models';
import { Notice, Panel, Table, Waiting } from '../ui/parts';
import { CalibrationPickers, useCalibration, useModel } from './calibration';

export function DeferralView({ route, models }: ViewProps) {
  const who = chosen(route, models);
  const model = useModel(who);
  // Kept and deferred are compared here, so the choice between them does not apply.
  const here = { ...route, params: { ...route.params, decision: '' } };
  const polled = useCalibration(who, here);
  const c = polled.data;
  if (!who) return <Notice title="No model is in service"><p>There is nothing to defer.</p></Notice>;
  return (
    <>
      <div class="pickers">
        {model.data ? <CalibrationPickers route={route} models={models} cohorts={model.data.cohorts ?? []} /> : <ModelPicker route={route} models={models} />}
      </div>
      {!c ? (
        <Waiting error={polled.error} what="the outcomes" onToken={polled.refresh} />
      ) : num(c.outcomes) === 0 ? (
        <Notice title="No outcomes in this window"><p>Whether deferral helps can be said once outcomes come back.</p></Notice>
      ) : (
        <Judged c={c} />
      )}
      {model.data && <Rules model={model.data} />}
    </>
  );
}

function Judged({ c }: { c: Calibration }) {
  const kept = num(c.kept?.outcomes);
  const coverage = kept / (kept + num(c.deferred?.outcomes));
  const current = (value: number) => (Number.isFinite(coverage) && Number.isFinite(value) ? { coverage, value } : undefined);
  const points = c.riskCoverage ?? [];
  return (
    <>
      <Verdict c={c} />
      {points.length > 0 && (
        <div class="columns">
          <Panel title="Surprise among the kept" note="Lower is better. A curve that falls to the left says that the members disagree where the model errs.">
            <Coverage points={points} figure="mixtureNll" name="Mixture NLL, nats" format={(v) => fixed(v, 2)} current={current(num(c.kept?.mixtureNll))} />
          </Panel>
          <Panel title="Wrong decisions among the kept" note="The share of kept cases where the decision at the model’s threshold did not match the outcome.">
            <Coverage points={points} figure="error" name="Wrong decisions, %" format={(v) => fixed(v * 100, 1)} current={current(num(c.kept?.error))} />
          </Panel>
        </div>
      )}
      <Panel title="Kept against deferred" note="Deferral should leave the harder cases to a human without spoiling the calibration of the rest.">
        <Compare c={c} />
      </Panel>
    </>
  );
}

function Verdict({ c }: { c: Calibration }) {
  const kept = num(c.kept?.mixtureNll);
  const deferred = num(c.deferred?.mixtureNll);
  if (!Number.isFinite(kept) || !Number.isFinite(deferred)) return null;
  const few = num(c.deferred?.outcomes) < 50;
  return (
    <p class="verdict-line">
      {deferred > kept
        ? `The deferred cases were harder: their outcomes surprised the model by ${fixed(deferred, 2)} nats on average, those it kept by ${fixed(kept, 2)}.`
        : `The deferred cases were no harder than those it kept (${fixed(deferred, 2)} against ${fixed(kept, 2)} nats): here the rule does not find the cases in which the model errs.`}
      {few && ` Only ${count(c.deferred?.outcomes)} deferred cases have an outcome, so this can be chance.`}
    </p>
  );
}

function Compare({ c }: { c: Calibration }) {
  const rows: { name: string; cell: (d: DecisionFigures | undefined) => string }[] = [
    { name: 'Outcomes', cell: (d) => count(d?.outcomes) },
    { name: 'Mixture NLL, nats', cell: (d) => fixed(d?.mixtureNll, 3) },
    { name: 'Brier score', cell: (d) => fixed(d?.brier, 4) },
    { name: 'Wrong decisions', cell: (d) => percent(d?.error) },
    { name: 'ECE', cell: (d) => fixed(d?.ece, 4) },
    { name: 'Observed / expected', cell: (d) => fixed(d?.observedOverExpected, 2) },
  ];
  return (
    <Table
      caption="Kept against deferred cases"
      rows={rows}
      columns={[
        { head: 'Figure', cell: (r) => r.name },
        { head: 'Kept', cell: (r) => r.cell(c.kept), number: true },
        { head: 'Deferred', cell: (r) => r.cell(c.deferred), number: true },
      ]}
    />
  );
}

const rules: Record<string, { text: string; format: (value: number) => string }> = {
  RULE_EPISTEMIC: { text: 'Epistemic uncertainty above', format: (v) => `${nats(v)} nats` },
  RULE_INTERVAL_WIDTH: { text: 'The members’ 5 % and 95 % quantiles further apart than', format: (v) => `${fixed(v * 100, 1)} percentage points` },
  RULE_AGREEMENT: { text: 'Share of members that agree with the mean below', format: (v) => percent(v, 0) },
  RULE_OUT_OF_RANGE: { text: 'Readings left out as impossible more than', format: (v) => fixed(v, 0) },
  RULE_IMPUTED: { text: 'Share of inputs never measured above', format: (v) => percent(v, 0) },
};

export function Rules({ model }: { model: Model }) {
  const list = model.deferralRules ?? [];
  return (
    <Panel title="The current rules" note="An answer is deferred if any of these holds. They stand in the model’s manifest.">
      {list.length === 0 ? (
        <p class="muted">This version has none: it never defers.</p>
      ) : (
        <ul class="plain-list">
          {list.map((r) => {
            const rule = rules[r.rule];
            return <li key={r.rule}>{rule ? `${rule.text} ${rule.format(num(r.limit))}` : `${r.rule}: ${num(r.limit)}`}</li>;
          })}
        </ul>
      )}
    </Panel>
  );
}
