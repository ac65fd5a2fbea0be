// Every member's answer as a point on an axis from 0 to 100 %, with the mean, the strata and the decision threshold.
import { scaleLinear } from 'd3-scale';
import type { Model, Prediction } from '../api/types';
import { num, percent, risk, words } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, Legend, XAxis, type LegendItem } from './frame';

const left = 10;
const right = 10;
const strataY = 8;
const row = 13;

/** How high each point stands so that no two overlap: each takes the lowest free place. */
export function stack(positions: number[], apart: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const ends: number[] = [];
  const levels = new Array<number>(positions.length).fill(0);
  for (const i of order) {
    const x = positions[i] ?? 0;
    let level = ends.findIndex((end) => x - end >= apart);
    if (level < 0) level = ends.length;
    ends[level] = x;
    levels[i] = level;
  }
  return levels;
}

export function Members(props: { prediction: Prediction; model: Model; target: number; before?: number }) {
  const { prediction, model, target } = props;
  const members = prediction.members ?? [];
  const values = members.map((m) => num(m.probabilities?.[target]));
  const mean = num(prediction.mean?.[target]);
  const binary = model.task === 'binary';
  const threshold = num(model.decisionThreshold);
  const name = words(model.classes?.[target] ?? 'the event');
  // The widest plausible pile decides the height, so that the chart does not jump while a slider moves.
  const pile = Math.min(members.length, 8);
  const base = strataY + 26 + pile * row + 8;
  const items: LegendItem[] = [
    { mark: 'dot', class: 'one', text: `${members.length} members` },
    { mark: 'hollow', class: 'one', text: 'Mean, the answer' },
  ];
  if (props.before !== undefined) items.push({ mark: 'hollow', class: 'ref', text: 'Mean before the change' });
  if (binary) items.push({ mark: 'limit', text: `Decision threshold, ${percent(threshold, 0)}` });
  return (
    <figure class="chart">
      <Drawing label={`Probability of ${name} that each of ${members.length} members gives, with their mean of ${risk(mean)}. The table below holds every one.`} height={base + 46}>
        {(width) => {
          const x = scaleLinear([0, 1], [left, width - right]);
          const levels = stack(values.map(x), 12);
          const scale = Math.max(1, Math.max(0, ...levels) / pile);
          return (
            <>
              {binary && <Strata model={model} x={x} base={base} />}
              <XAxis ticks={[0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => ({ at: x(t), text: `${t * 100}` }))} y={base} from={left} to={width - right} name={`Probability of “${name}”, %`} />
              {binary && <line class="limit" x1={x(threshold)} x2={x(threshold)} y1={strataY + 18} y2={base} />}
              <g class="one">
                {values.map((v, i) => (
                  <circle key={i} class="dot" cx={x(v)} cy={base - 10 - ((levels[i] ?? 0) * row) / scale} r="5.5">
                    <title>{`Component ${members[i]?.component}, sample ${members[i]?.sample}: ${percent(v)}`}</title>
                  </circle>
                ))}
              </g>
              {props.before !== undefined && <g class="ref"><circle class="hollow" cx={x(props.before)} cy={base} r="6" /></g>}
              <g class="one"><circle class="hollow moving" cx={x(mean)} cy={base} r="7" /></g>
            </>
          );
        }}
      </Drawing>
      <Legend items={items} />
      <AsTable
        caption={`Probability of ${name}, member by member`}
        rows={members}
        columns={[
          { head: 'Component', cell: (m) => m.component, number: true },
          { head: 'Sample', cell: (m) => m.sample, number: true },
          { head: 'Probability', cell: (m) => percent(m.probabilities?.[target], 2), number: true },
        ]}
      />
    </figure>
  );
}

function Strata(props: { model: Model; x: (value: number) => number; base: number }) {
  return (
    <g>
      {(props.model.strata ?? []).map((s, i) => {
        const from = props.x(num(s.lower));
        const wide = props.x(Math.min(1, num(s.upper))) - from;
        return (
          <g key={s.name}>
            <rect class={i % 2 ? 'stratum odd' : 'stratum'} x={from} width={wide} y={strataY} height={props.base - strataY} />
            {wide > 7 * s.name.length + 4 && <text x={from + 5} y={strataY + 14}>{s.name}</text>}
          </g>
        );
      })}
    </g>
  );
}
