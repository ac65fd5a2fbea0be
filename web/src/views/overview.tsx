// The server, its journal, and every model version at a glance.
import { useRef } from 'preact/hooks';
import type { ModelOverview } from '../api/types';
import { Sparkline } from '../charts/sparkline';
import type { ViewProps } from '../ui/app';
import { ago, count, fixed, latency, none, num, percent, time } from '../ui/format';
import { label } from '../ui/models';
import { Light, Notice, Panel } from '../ui/parts';
import { link } from '../ui/route';

/** Rates of the last five minutes that this page has seen, per model version. */
const kept = 300;

function useHistory(models: ModelOverview[], at: number): Map<string, number[]> {
  const history = useRef({ at: 0, rates: new Map<string, number[]>() });
  if (at !== history.current.at) {
    const rates = new Map<string, number[]>();
    for (const m of models) {
      const key = `${m.model}@${m.version}`;
      const old = history.current.rates.get(key) ?? [];
      rates.set(key, [...old.slice(1 - kept), num(m.predictionRate)]);
    }
    history.current = { at, rates };
  }
  return history.current.rates;
}

export function OverviewView({ overview, models, at }: ViewProps) {
  const history = useHistory(models, at);
  return (
    <>
      <ServerStrip overview={overview} at={at} />
      {models.length === 0 ? (
        <Notice title="No model is in service">
          <p>Put a version into the server’s repository; this page shows it as soon as it is loaded.</p>
        </Notice>
      ) : (
        <div class="cards">
          {models.map((m) => (
            <ModelPanel key={`${m.model}@${m.version}`} m={m} rates={history.get(`${m.model}@${m.version}`) ?? []} />
          ))}
        </div>
      )}
      <LightGuide />
    </>
  );
}

const journalKinds: Record<string, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL', none: 'None' };

function ServerStrip({ overview, at }: Pick<ViewProps, 'overview' | 'at'>) {
  const { journal } = overview;
  const bad = journal !== undefined && journal.kind !== 'none' && journal.state !== 'ok';
  const dropped = num(journal?.droppedPredictions);
  return (
    <>
      <dl class="strip" aria-label="Server">
        <div>
          <dt>Health</dt>
          <dd>{overview.health === 'SERVING' ? 'Serving' : 'Not serving'}</dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd title={time(overview.startedAt)}>{ago(overview.startedAt, at)}</dd>
        </div>
        <div>
          <dt>Journal</dt>
          <dd>
            {journalKinds[journal?.kind ?? 'none'] ?? journal?.kind}
            {journal && journal.kind !== 'none' && (bad ? `, ${journal.state}` : ', ok')}
          </dd>
        </div>
        <div>
          <dt>Waiting to be written</dt>
          <dd>{count(journal?.queued)}</dd>
        </div>
        <div>
          <dt>Dropped</dt>
          <dd>{count(journal?.droppedPredictions)}</dd>
        </div>
      </dl>
      {bad && (
        <Notice title={`The journal is not well: ${journal.state}`} tone="bad">
          <p>{journal.message || 'The journal’s state is in the server’s log.'}</p>
        </Notice>
      )}
      {journal?.kind === 'none' && (
        <Notice title="There is no journal" tone="warn">
          <p>Predictions are answered but not kept, so no calibration can be shown. Start the server with a journal.</p>
        </Notice>
      )}
      {!bad && dropped > 0 && (
        <Notice title={`${count(dropped)} predictions were not written to the journal`} tone="warn">
          <p>They were answered. Their outcomes can still be reported by receipt.</p>
        </Notice>
      )}
    </>
  );
}

function ModelPanel({ m, rates }: { m: ModelOverview; rates: number[] }) {
  const at = { model: m.model, version: String(m.version) };
  const idle = num(m.predictionRate) === 0;
  return (
    <Panel title={label(m)} class="model">
      <p class="model-line">
        {m.network}, {m.members} members
        {m.isDefault && <span class="tag">default version</span>}
      </p>
      <div class="verdict">
        <Light color={m.light?.color} />
        <p>{m.light?.reason || 'The server gave no reason.'}</p>
      </div>
      <dl class="grid">
        <div class="wide">
          <dt>Predictions a second</dt>
          <dd class="big">
            {fixed(m.predictionRate, num(m.predictionRate) < 10 ? 2 : 0)}
            <Sparkline values={rates} label="Predictions a second since this page was opened" />
          </dd>
        </div>
        <div>
          <dt>Latency, median</dt>
          <dd>{idle ? none : latency(m.latencyMedian)}</dd>
        </div>
        <div>
          <dt>Latency, 99 %</dt>
          <dd>{idle ? none : latency(m.latencyQ99)}</dd>
        </div>
        <div>
          <dt>Deferred</dt>
          <dd>{idle ? none : percent(m.deferralRatio)}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>{percent(m.errorRatio, 2)}</dd>
        </div>
        <div>
          <dt>Predictions in all</dt>
          <dd>{count(m.predictions)}</dd>
        </div>
        <div>
          <dt>Outcomes in all</dt>
          <dd>{count(m.outcomes)}</dd>
        </div>
      </dl>
      <p class="links">
        <a href={link('calibration', at)}>Calibration</a>
        <a href={link('try', at)}>Try a prediction</a>
        <a href={link('inputs', at)}>Inputs</a>
        <a href={link('card', at)}>Model card</a>
      </p>
    </Panel>
  );
}

function LightGuide() {
  return (
    <Panel title="How to read this page" class="guide">
      <p>
        The light speaks of calibration alone: of many patients given a risk of 20 %, about 20 in 100 should have the
        event. The sentence beside each light is the rule that gave it, with its numbers.
      </p>
      <p>
        Rates, latency, deferral and errors are those of the last five minutes; totals count from the start. Latency and
        errors are of single calls, not of streams, and a wrong request is no error of the server's. All are of this
        server alone. Where several replicas run, Prometheus adds them up.
      </p>
    </Panel>
  );
}
