// How today's patients differ from those the model was made on. No outcome is needed for this.
import { useRef, useState } from 'preact/hooks';
import { get } from '../api/client';
import { usePoll } from '../api/poll';
import type { InputDrift, Inputs } from '../api/types';
import { Shares } from '../charts/shares';
import type { ViewProps } from '../ui/app';
import { count, fixed, nats, num, percent, words } from '../ui/format';
import { chosen, ModelPicker } from '../ui/models';
import { Notice, Panel, Stat, Waiting } from '../ui/parts';
import { choose, type Route } from '../ui/route';

const everyMs = 5000;

export function InputsView({ route, models }: ViewProps) {
  const who = chosen(route, models);
  const polled = usePoll(`inputs ${JSON.stringify(who)}`, async (signal) => (who ? await get<Inputs>('inputs', { ...who }, signal) : undefined), everyMs);
  const data = polled.data;
  if (!who) return <Notice title="No model is in service"><p>There are no inputs to compare.</p></Notice>;
  return (
    <>
      <div class="pickers"><ModelPicker route={route} models={models} /></div>
      {!data ? (
        <Waiting error={polled.error} what="the inputs" onToken={polled.refresh} />
      ) : num(data.predictions) === 0 ? (
        <Notice title="No predictions since the start">
          <p>The distributions show from the first prediction on. They count this server’s own, since its start.</p>
        </Notice>
      ) : (data.inputs ?? []).length === 0 && !data.risk ? (
        <Notice title="This version has no reference to compare with"><p>Its manifest holds none: train it anew, or add one, to see drift here.</p></Notice>
      ) : (
        <Drift data={data} route={route} />
      )}
    </>
  );
}

/** PSI in units of its noise: above 1 is more than chance. */
function loudness(d: InputDrift): number {
  const ratio = num(d.psi) / num(d.psiNullQ95);
  return Number.isFinite(ratio) ? ratio : 0;
}

function Drift({ data, route }: { data: Inputs; route: Route }) {
  const inputs = [...(data.inputs ?? [])].sort((a, b) => loudness(b) - loudness(a));
  const picked = inputs.find((d) => d.name === route.params.input) ?? inputs[0];
  const side = useRef<HTMLDivElement>(null);
  const pick = (input: string) => {
    choose(route, { input });
    // On a narrow screen the chart stands below the table.
    side.current?.scrollIntoView({ block: 'nearest' });
  };
  const moved = inputs.filter((d) => loudness(d) > 1).length;
  return (
    <>
      <Panel title="The mix of patients" note={`${count(data.predictions)} predictions of this server since its start, beside the model’s reference.`}>
        <dl class="stats">
          <Stat label="Expected mixture NLL" value={fixed(data.expectedMixtureNll, 3)} detail={`Nats, if the model is calibrated. Reference ${fixed(data.referenceMixtureNll, 3)}`} />
          <Stat label="Expected Brier score" value={fixed(data.expectedBrier, 4)} detail={`If the model is calibrated. Reference ${fixed(data.referenceBrier, 4)}`} />
          <Stat label="Epistemic uncertainty" value={nats(data.meanEpistemic)} detail={`Nats, mean. Reference ${nats(data.referenceEpistemic)}`} />
          <Stat label="Deferred" value={percent(data.deferralRatio)} detail={`Reference ${percent(data.referenceDeferralRatio)}`} />
        </dl>
      </Panel>
      <div class="columns wide-left">
        <Panel
          title="Inputs, the most changed first"
          note={`PSI measures how far a distribution has moved. ${moved === 0 ? 'None lies' : moved === 1 ? 'One lies' : `${moved} lie`} above the noise level, which chance alone passes for 1 input in 20. Choose a row to see it.`}
        >
          <InputTable inputs={inputs} picked={picked?.name} onPick={pick} />
        </Panel>
        <div class="stack" ref={side}>
          {picked && <Panel title={words(picked.name)}><Shares drift={picked} name={words(picked.name)} /></Panel>}
          {data.risk && (
            <Panel title="Predicted risk" note={`PSI ${fixed(data.risk.psi, 4)}, noise level ${fixed(data.risk.psiNullQ95, 4)}. The bins hold equal shares of the reference.`}>
              <Shares drift={{ ...data.risk, unit: '%', edges: (data.risk.edges ?? []).map((e) => num(e) * 100) }} name="Predicted risk" />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

const rowsAtFirst = 15;

function InputTable(props: { inputs: InputDrift[]; picked?: string; onPick: (name: string) => void }) {
  const [all, setAll] = useState(false);
  // Beyond sixteen times the noise a bar is simply full.
  const loudest = Math.min(16, Math.max(2, ...props.inputs.map(loudness)));
  const rows = props.inputs.filter((d, i) => all || i < rowsAtFirst || d.name === props.picked || muchMissing(d));
  return (
    <>
      <div class="table-scroll" role="group" aria-label="Inputs" tabIndex={0}>
        <table class="drift">
          <caption class="hidden">Drift and missingness of every input</caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>Input</th>
              <th scope="col" rowSpan={2}>PSI, and its noise level</th>
              <th scope="colgroup" colSpan={2} class="group">Missing</th>
              <th scope="colgroup" colSpan={2} class="group">Out of range</th>
            </tr>
            <tr>
              <th scope="col" class="number">Now</th>
              <th scope="col" class="number">Reference</th>
              <th scope="col" class="number">Now</th>
              <th scope="col" class="number">Reference</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((d) => (
              <tr key={d.name} data-picked={d.name === props.picked}>
                <th scope="row">
                  <button type="button" class="row-button" aria-pressed={d.name === props.picked} onClick={() => props.onPick(d.name)}>{words(d.name)}</button>
                </th>
                <td><Loudness drift={d} loudest={loudest} /></td>
                <td class="number"><Missing drift={d} /></td>
                <td class="number muted">{percent(d.referenceMissing)}</td>
                <td class="number">{percent(d.outOfRange, 2)}</td>
                <td class="number muted">{percent(d.referenceOutOfRange, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length < props.inputs.length && (
        <div><button type="button" class="button small" onClick={() => setAll(true)}>Show all {props.inputs.length} inputs</button></div>
      )}
    </>
  );
}

/** A bar whose mark is the noise level, on a square-root axis so that the small ones show too. */
function Loudness({ drift, loudest }: { drift: InputDrift; loudest: number }) {
  const x = (ratio: number) => Math.sqrt(Math.min(1, Math.max(0, ratio) / loudest)) * 96;
  const loud = loudness(drift);
  return (
    <span class="loudness" data-loud={loud > 1}>
      <svg viewBox="0 0 100 12" width="100" height="12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="96" height="12" rx="2" />
        <rect class="fill" width={x(loud)} height="12" rx="2" />
        <line x1={x(1)} x2={x(1)} y1="-1.5" y2="13.5" />
      </svg>
      {fixed(drift.psi, 4)}
      <span class="hidden">, noise level {fixed(drift.psiNullQ95, 4)}{loud > 1 ? ', above it' : ''}</span>
    </span>
  );
}

function muchMissing(d: InputDrift): boolean {
  return Math.abs(num(d.missing) - num(d.referenceMissing)) > 0.05;
}

function Missing({ drift }: { drift: InputDrift }) {
  const change = num(drift.missing) - num(drift.referenceMissing);
  const much = muchMissing(drift);
  return <span class={much ? 'much' : ''}>{percent(drift.missing)}{much && <span aria-hidden="true">{change > 0 ? ' ↑' : ' ↓'}</span>}{much && <span class="hidden">{change > 0 ? ', more than the reference' : ', less than the reference'}</span>}</span>;
}
