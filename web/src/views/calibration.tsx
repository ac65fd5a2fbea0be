// How well a model version's stated risks match what happened, and whether it still does.
import { get } from '../api/client';
import { usePoll, type Polled } from '../api/poll';
import type { Calibration, Evidence, Figure, Model } from '../api/types';
import { EvidenceChart, odds } from '../charts/evidence';
import { Reliability } from '../charts/reliability';
import type { ViewProps } from '../ui/app';
import { ago, count, figure, fixed, interval, num, percent, seconds, span, time, words } from '../ui/format';
import { chosen, label, ModelPicker, type Chosen } from '../ui/models';
import { Choice, Notice, Panel, Select, Stat, Table, Waiting, type Tone } from '../ui/parts';
import { choose, type Route } from '../ui/route';

const everyMs = 5000;

/** What to ask for, from the choices in the hash. */
function question(route: Route): Record<string, string | undefined> {
  const window = route.params.window ?? '';
  return {
    cohort: route.params.cohort,
    decision: route.params.decision,
    last_duration: window.endsWith('s') ? window : undefined,
    last_outcomes: /^\d+$/.test(window) ? window : undefined,
  };
}

export function useCalibration(who: Chosen | undefined, route: Route): Polled<Calibration | undefined> {
  const query = { ...who, ...question(route) };
  return usePoll(
    JSON.stringify(query),
    async (signal) => (who ? (await get<{ calibration?: Calibration }>('calibration', query, signal)).calibration : undefined),
    everyMs,
  );
}

function useEvidence(who: Chosen | undefined): Polled<Evidence | undefined> {
  return usePoll(
    `evidence ${JSON.stringify(who)}`,
    async (signal) => (who ? await get<Evidence>('evidence', { ...who }, signal) : undefined),
    everyMs,
  );
}

export function useModel(who: Chosen | undefined): Polled<Model | undefined> {
  return usePoll(
    `model ${JSON.stringify(who)}`,
    async (signal) =>
      who ? (await get<{ model?: Model }>(`models/${encodeURIComponent(who.model)}`, { version: who.version }, signal)).model : undefined,
    600_000,
  );
}

export function CalibrationPickers(props: { route: Route; models: ViewProps['models']; cohorts: string[] }) {
  const { route } = props;
  return (
    <>
      <ModelPicker route={route} models={props.models} />
      <Select
        label="Window"
        value={route.params.window ?? ''}
        onChange={(window) => choose(route, { window })}
        options={[
          { value: '', label: 'Server’s own (2,000 unless set)' },
          { value: '86400s', label: 'Last 24 hours' },
          { value: '604800s', label: 'Last 7 days' },
          { value: '2592000s', label: 'Last 30 days' },
          { value: '500', label: 'Last 500 outcomes' },
          { value: '1000', label: 'Last 1,000 outcomes' },
          { value: '5000', label: 'Last 5,000 outcomes' },
          { value: '10000', label: 'Last 10,000 outcomes' },
          { value: '1000000', label: 'All, up to a million' },
        ]}
      />
      {props.cohorts.length > 0 && (
        <Select
          label="Cohort"
          value={route.params.cohort ?? ''}
          onChange={(cohort) => choose(route, { cohort })}
          options={[{ value: '', label: 'All patients' }, ...props.cohorts.map((c) => ({ value: c, label: words(c) }))]}
        />
      )}
    </>
  );
}

export function CalibrationView({ route, models, at }: ViewProps) {
  const who = chosen(route, models);
  const other = who && otherVersion(route, models, who);
  const model = useModel(who);
  const mine = useCalibration(who, route);
  const theirs = useCalibration(other, route);
  const evidence = useEvidence(who);
  const otherEvidence = useEvidence(other);
  if (!who) return <Notice title="No model is in service"><p>There is nothing to judge yet.</p></Notice>;
  const counted = [mine.data, theirs.data].filter((c): c is Calibration => c !== undefined && num(c.outcomes) > 0);
  const rest = models.filter((m) => m.model !== who.model || String(m.version) !== who.version);
  return (
    <>
      <div class="pickers">
        <CalibrationPickers route={route} models={models} cohorts={model.data?.cohorts ?? []} />
        {rest.length > 0 && (
          <Select
            wide
            label="Beside it"
            value={other ? `${other.model}@${other.version}` : ''}
            onChange={(beside) => choose(route, { beside })}
            options={[{ value: '', label: 'No other version' }, ...rest.map((m) => ({ value: `${m.model}@${m.version}`, label: label(m) }))]}
          />
        )}
        <Choice
          label="Decision"
          value={route.params.decision ?? ''}
          onChange={(decision) => choose(route, { decision })}
          options={[{ value: '', label: 'All' }, { value: 'KEEP', label: 'Kept' }, { value: 'DEFER', label: 'Deferred' }]}
        />
        <Choice
          label="Bins"
          value={route.params.bins ?? ''}
          onChange={(bins) => choose(route, { bins })}
          options={[{ value: '', label: 'Equal width' }, { value: 'mass', label: 'Equal numbers' }]}
        />
      </div>
      {!mine.data ? (
        <Waiting error={mine.error} what="the calibration" onToken={mine.refresh} />
      ) : num(mine.data.outcomes) === 0 ? (
        <Notice title={other ? `No outcomes of ${label(who)} in this window` : 'No outcomes in this window'}>
          <p>Calibration shows as soon as outcomes come back. Report them by id or by receipt, days late and in any order.</p>
        </Notice>
      ) : null}
      {other && <Beside other={other} theirs={theirs} />}
      {mine.data && counted.length > 0 && <Judged shown={counted} route={route} now={at} />}
      <EvidencePanel all={[{ who, polled: evidence }, ...(other ? [{ who: other, polled: otherEvidence }] : [])]} />
      {counted.length > 0 && (
        <Panel title="Every figure">
          <Figures all={counted} />
        </Panel>
      )}
    </>
  );
}

/** What is to be said where the version beside has no figures to show. */
function Beside({ other, theirs }: { other: Chosen; theirs: Polled<Calibration | undefined> }) {
  if (!theirs.data) return <Waiting error={theirs.error} what={`the calibration of ${label(other)}`} onToken={theirs.refresh} />;
  if (num(theirs.data.outcomes) > 0) return null;
  return <Notice title={`No outcomes of ${label(other)} in this window`}><p>It appears beside the other as soon as outcomes come back.</p></Notice>;
}

function otherVersion(route: Route, models: ViewProps['models'], who: Chosen): Chosen | undefined {
  const found = models.find((m) => `${m.model}@${m.version}` === route.params.beside);
  if (!found || (found.model === who.model && String(found.version) === who.version)) return undefined;
  return { model: found.model, version: String(found.version) };
}

function eventName(c: Calibration): string {
  if (c.target === 'top_label') return 'the class ranked first';
  return c.targetClass ? words(c.targetClass) : 'the event';
}

function Judged(props: { shown: Calibration[]; route: Route; now: number }) {
  const { shown, route } = props;
  const first = shown[0];
  const mass = route.params.bins === 'mass';
  const series = shown.map((c) => ({ name: label(c), bins: (mass ? c.equalMassBins : c.bins) ?? [], widths: c.bins ?? [] }));
  return (
    <div class="columns wide-left">
      <Panel title="Stated risk against what happened">
        <Reliability series={series} event={first ? eventName(first) : ''} />
      </Panel>
      <div class="stack">
        {shown.map((c) => <Verdict key={label(c)} c={c} now={props.now} named={shown.length > 1} />)}
        {shown.length === 1 && first && <Coverage c={first} />}
      </div>
    </div>
  );
}

function covers(f: Figure | undefined, ideal: number): Tone {
  if (f?.low === undefined || f.high === undefined) return 'plain';
  return num(f.low) <= ideal && ideal <= num(f.high) ? 'good' : 'warn';
}

/** The interval of a figure that should be 1, and what it means where it leaves 1 out. */
function reading(f: Figure | undefined, below: string, above: string): string {
  const range = interval(f, 2);
  if (!range) return '1 is right';
  const meaning = covers(f, 1) === 'good' ? '1 is right' : num(f?.value) < 1 ? below : above;
  return `95 % interval ${range}; ${meaning}`;
}

function Verdict({ c, now, named }: { c: Calibration; now: number; named: boolean }) {
  const band = c.eceNull;
  return (
    <Panel
      title={named ? label(c) : 'In short'}
      note={`${count(c.outcomes)} outcomes, ${count(c.events)} of them with the event (${eventName(c)}); the last came ${ago(c.lastOutcome, now)}.`}
    >
      <dl class="stats">
        <Stat
          label={`ECE, ${c.bins?.length ?? 15} bins`}
          value={figure(c.ece)}
          tone={!band ? 'plain' : c.eceWithinNull ? 'good' : num(c.ece?.value) > num(band.q99) ? 'bad' : 'warn'}
          detail={band && `${c.eceWithinNull ? 'Within' : 'Above'} the null band: a perfect model shows ${fixed(band.q05, 3)} to ${fixed(band.q95, 3)} here, and more than ${fixed(band.q99, 3)} 1 time in 100`}
        />
        <Stat label="Observed / expected" value={figure(c.observedOverExpected, 2)} tone={covers(c.observedOverExpected, 1)} detail={reading(c.observedOverExpected, 'fewer events than stated', 'more events than stated')} />
        <Stat label="Slope" value={figure(c.calibrationSlope, 2)} tone={covers(c.calibrationSlope, 1)} detail={reading(c.calibrationSlope, 'the risks are too extreme', 'the risks are not extreme enough')} />
        <Stat label="AUROC" value={figure(c.auroc, 3)} detail={interval(c.auroc) && `95 % interval ${interval(c.auroc)}`} />
        <Stat label="Brier score" value={figure(c.brier, 4)} detail="Lower is better" />
        <Stat label="Mixture NLL" value={figure(c.mixtureNll, 3)} detail={`Nats. Average NLL ${figure(c.averageNll, 3)}`} />
      </dl>
      {num(c.outcomes) < 200 && <p class="note">With {count(c.outcomes)} outcomes every one of these figures can be far off by chance. Read the intervals first.</p>}
    </Panel>
  );
}

function Coverage({ c }: { c: Calibration }) {
  const l = c.labelCoverage;
  if (!l) return null;
  return (
    <Panel title="Outcomes on their way" note="Figures cover the patients whose outcome is known. Where few are, they may differ from the rest.">
      <dl class="stats">
        <Stat label="Predictions with an outcome" value={percent(l.ratio)} detail={`${count(l.withOutcome)} of ${count(l.predictions)}`} />
        <Stat label="Delay, median" value={span(seconds(l.delayMedian))} detail={`9 in 10 within ${span(seconds(l.delayQ90))}`} />
      </dl>
    </Panel>
  );
}

function Figures({ all }: { all: Calibration[] }) {
  const rows: { name: string; ideal: string; cell: (c: Calibration) => string }[] = [
    { name: 'Outcomes', ideal: '', cell: (c) => count(c.outcomes) },
    { name: 'With the event', ideal: '', cell: (c) => `${count(c.events)} (${percent(num(c.events) / num(c.outcomes))})` },
    { name: 'Mean stated risk', ideal: '', cell: (c) => percent(c.meanPredicted) },
    { name: 'ECE, equal width', ideal: '0', cell: (c) => withInterval(c.ece) },
    { name: 'Null band of that ECE (5 % to 95 %)', ideal: '', cell: (c) => (c.eceNull ? `${fixed(c.eceNull.q05, 4)} to ${fixed(c.eceNull.q95, 4)}` : '') },
    { name: 'ECE, equal numbers', ideal: '0', cell: (c) => withInterval(c.eceEqualMass) },
    { name: 'ECE, debiased', ideal: '0', cell: (c) => withInterval(c.eceDebiased) },
    { name: 'Largest gap of a bin', ideal: '0', cell: (c) => withInterval(c.mce) },
    { name: 'Observed / expected', ideal: '1', cell: (c) => withInterval(c.observedOverExpected, 3) },
    { name: 'z of observed minus expected (chance: ±2, the light: ±3)', ideal: '0', cell: (c) => fixed(c.calibrationZ, 2) },
    { name: 'Calibration slope', ideal: '1', cell: (c) => withInterval(c.calibrationSlope, 3) },
    { name: 'Calibration intercept', ideal: '0', cell: (c) => withInterval(c.calibrationIntercept, 3) },
    { name: 'Calibration in the large', ideal: '0', cell: (c) => withInterval(c.calibrationInTheLarge, 3) },
    { name: 'Brier score', ideal: 'low', cell: (c) => withInterval(c.brier) },
    { name: '— reliability (miscalibration)', ideal: '0', cell: (c) => fixed(c.brierReliability, 4) },
    { name: '— resolution (what the model tells apart)', ideal: 'high', cell: (c) => fixed(c.brierResolution, 4) },
    { name: '— uncertainty (of the outcome itself)', ideal: '', cell: (c) => fixed(c.brierUncertainty, 4) },
    { name: '— within the bins', ideal: '', cell: (c) => fixed(c.brierWithinBin, 4) },
    { name: 'Mixture NLL, nats', ideal: 'low', cell: (c) => withInterval(c.mixtureNll) },
    { name: 'Average NLL, nats', ideal: 'low', cell: (c) => withInterval(c.averageNll) },
    { name: 'AUROC', ideal: 'high', cell: (c) => withInterval(c.auroc, 3) },
    { name: 'AUPRC (average precision)', ideal: 'high', cell: (c) => withInterval(c.auprc, 3) },
    { name: 'Sharpness (spread of stated risks)', ideal: '', cell: (c) => fixed(c.sharpness, 3) },
    { name: 'Classwise ECE', ideal: '0', cell: (c) => fixed(c.classwiseEce, 4) },
    { name: 'First outcome', ideal: '', cell: (c) => time(c.firstOutcome) },
    { name: 'Last outcome', ideal: '', cell: (c) => time(c.lastOutcome) },
  ];
  return (
    <Table
      caption="Figures with their 95 % intervals"
      rows={rows.filter((row) => all.some((c) => row.cell(c) !== '–' && row.cell(c) !== ''))}
      columns={[
        { head: 'Figure', cell: (row) => row.name },
        { head: 'Ideal', cell: (row) => row.ideal, number: true },
        ...all.map((c) => ({ head: all.length > 1 ? label(c) : 'Value', cell: (row: (typeof rows)[number]) => row.cell(c), number: true })),
      ]}
    />
  );
}

function withInterval(f: Figure | undefined, digits = 4): string {
  const range = interval(f, digits);
  return f ? `${figure(f, digits)}${range && ` (${range})`}` : '–';
}

interface Witness {
  who: Chosen;
  polled: Polled<Evidence | undefined>;
}

function EvidencePanel({ all }: { all: Witness[] }) {
  const known = all.flatMap(({ who, polled }) => (polled.data ? [{ name: label(who), evidence: polled.data }] : []));
  const threshold = known[0] ? odds(num(known[0].evidence.logThreshold)) : '100';
  const drawn = known.filter((k) => num(k.evidence.outcomes) > 0);
  return (
    <Panel title="The alarm’s evidence" note={
      <>
        Evidence starts at 1, rises while outcomes disagree with the stated risks and falls while they agree. If the risks
        are right, it ever reaches {threshold} with a chance of 1 in {threshold} at most, however long and however often one
        looks. So an alarm is hardly ever chance; silence is not proof that all is well.
      </>
    }>
      {all.map(({ who, polled }) => (
        <Standing key={label(who)} who={who} polled={polled} />
      ))}
      {drawn.length > 0 && <EvidenceChart series={drawn} />}
    </Panel>
  );
}

/** Where one version's evidence stands, or why that is not known. */
function Standing({ who, polled }: Witness) {
  const e = polled.data;
  const name = label(who);
  if (!e) return <Waiting error={polled.error} what={`the evidence of ${name}`} onToken={polled.refresh} />;
  if (num(e.outcomes) === 0) return <p class="muted">{name}: no outcomes yet, so the evidence stands at 1.</p>;
  const most = odds(num(e.logEvidenceMax));
  if (e.alarmed) {
    return (
      <Notice title={`The alarm of ${name} is raised`} tone="bad">
        <p>The evidence first passed {odds(num(e.logThreshold))} on {time(e.alarmedAt)}, and its highest value was {most}. A useful alert can do this too: it changes the outcome it predicted.</p>
      </Notice>
    );
  }
  return (
    <p>
      {name}: the evidence stands at <strong>{odds(num(e.logEvidence))}</strong> after {count(e.outcomes)} outcomes; its highest value was {most}.
    </p>
  );
}
