// What a model version is: its card, its figures, where it comes from.
import type { Model } from '../api/types';
import type { ViewProps } from '../ui/app';
import { count, fixed, num, percent, time, words } from '../ui/format';
import { Markdown } from '../ui/markdown';
import { chosen, ModelPicker } from '../ui/models';
import { Notice, Panel, Table, Waiting } from '../ui/parts';
import { useModel } from './calibration';
import { Rules } from './deferral';

export function CardView({ route, models }: ViewProps) {
  const who = chosen(route, models);
  const model = useModel(who);
  if (!who) return <Notice title="No model is in service"><p>There is no card to show.</p></Notice>;
  return (
    <>
      <div class="pickers"><ModelPicker route={route} models={models} /></div>
      {model.data ? <Card model={model.data} /> : <Waiting error={model.error} what="the model card" onToken={model.refresh} />}
    </>
  );
}

const figureNames: Record<string, string> = {
  auroc: 'AUROC',
  average_nll: 'Average NLL, nats',
  average_precision: 'AUPRC (average precision)',
  brier: 'Brier score',
  calibration_in_the_large: 'Calibration in the large',
  calibration_intercept: 'Calibration intercept',
  calibration_slope: 'Calibration slope',
  ece: 'ECE',
  min_sensitivity_precision: 'min(sensitivity, precision)',
  mixture_nll: 'Mixture NLL, nats',
  observed_over_expected: 'Observed / expected',
};

function plural(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** How many there are, and which method they come from. */
function members({ components, samples, posterior, seed }: Model): string {
  switch (posterior) {
    case 'deterministic':
      return '1: a deterministic network';
    case 'dropout':
      return `${samples}: masks of dropout, seed ${seed}`;
    case 'mean_field':
      return `${samples}: draws of a mean-field posterior, seed ${seed}`;
    case 'ensemble':
      return `${components}: the networks of an ensemble`;
    default:
      return `${components * samples}: ${plural(components, 'component')} with ${plural(samples, 'sample')} each, ${words(posterior)} posterior, seed ${seed}`;
  }
}

function Card({ model }: { model: Model }) {
  const { summary } = model;
  const figures = Object.entries(model.figures ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const provenance = Object.entries(model.provenance ?? {}).sort(([a], [b]) => a.localeCompare(b));
  // A card that the trainer wrote holds both; they stand beside one that does not.
  const missing = (texts: string[]) => texts.some((text) => !model.modelCard.includes(text));
  const facts: [string, string][] = [
    ['Version', `${summary?.version ?? ''}, loaded ${time(summary?.loadedAt)}`],
    ['Network', summary?.network ?? ''],
    ['Members', members(model)],
    ['Classes', (model.classes ?? []).map(words).join(', ')],
    ['Inputs', `${(model.variables ?? []).length} variables, ${count(model.inputWidth)} numbers once encoded`],
    ['Decision threshold', model.task === 'binary' ? percent(model.decisionThreshold, 0) : 'none'],
    ['Strata', (model.strata ?? []).map((s) => `${words(s.name)} from ${percent(s.lower, 0)}`).join(', ') || 'none'],
    ['Weights, SHA-256', summary?.weightsSha256 ?? ''],
  ];
  return (
    <div class="columns wide-left">
      <Panel title={`${summary?.model ?? ''}, version ${summary?.version ?? ''}`} note={model.modelCard.includes(model.description) ? undefined : model.description} class="card">
        {model.modelCard ? <Markdown text={model.modelCard} skipTitle /> : <p class="muted">This version brings no model card.</p>}
      </Panel>
      <div class="stack">
        <Panel title="In short">
          <dl class="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class={name.startsWith('Weights') ? 'mono' : ''}>{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
        {missing(figures.map(([, value]) => num(value).toFixed(4))) && (
          <Panel title="Held-out figures" note="As the trainer measured them, before the model went into service.">
            <Table caption="Held-out figures" rows={figures} columns={[{ head: 'Figure', cell: ([name]) => figureNames[name] ?? words(name) }, { head: 'Value', cell: ([, value]) => fixed(num(value), 4), number: true }]} />
          </Panel>
        )}
        <Rules model={model} />
        {missing(provenance.map(([, value]) => value)) && (
          <Panel title="Provenance">
            <dl class="facts">
              {provenance.map(([name, value]) => (
                <div key={name}>
                  <dt>{words(name)}</dt>
                  <dd class={value.length > 30 ? 'mono' : ''}>{value}</dd>
                </div>
              ))}
            </dl>
          </Panel>
        )}
      </div>
    </div>
  );
}
