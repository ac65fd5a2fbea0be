// What is gained by answering only where the model is sure: a figure of the kept cases against how many are kept.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { RiskCoveragePoint } from '../api/types';
import { nats, num, percent } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, Legend, XAxis, YAxis, type LegendItem } from './frame';

const margin = { top: 28, right: 16, bottom: 46, left: 54 };
const height = 270;

export function Coverage(props: { points: RiskCoveragePoint[]; figure: 'mixtureNll' | 'error'; name: string; format: (value: number) => string; current?: { coverage: number; value: number } }) {
  const points = [...props.points].sort((a, b) => num(a.coverage) - num(b.coverage));
  const value = (p: RiskCoveragePoint) => num(p[props.figure]);
  const y = scaleLinear([0, Math.max(1e-6, ...points.map(value), props.current?.value ?? 0) * 1.08], [height - margin.bottom, margin.top]).nice(4);
  const items: LegendItem[] = [{ mark: 'curve', class: 'one', text: 'Keeping the least uncertain first' }];
  if (props.current) items.push({ mark: 'hollow', class: 'two', text: `The current rule: ${percent(props.current.coverage)} kept` });
  return (
    <figure class="chart">
      <Drawing label={`${props.name} of the cases kept, against the share of cases kept. The table below holds the figures.`} height={height}>
        {(width) => {
          const x = scaleLinear([0, 1], [margin.left, width - margin.right]);
          const path = line<RiskCoveragePoint>((p) => x(num(p.coverage)), (p) => y(value(p)))(points.filter((p) => Number.isFinite(value(p))));
          return (
            <>
              <YAxis ticks={y.ticks(4).map((t) => ({ at: y(t), text: props.format(t) }))} x={margin.left} to={width - margin.right} name={props.name} top={margin.top} />
              <XAxis ticks={[0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => ({ at: x(t), text: `${t * 100}` }))} y={height - margin.bottom} from={margin.left} to={width - margin.right} name="Cases kept, %" />
              <g class="one"><path class="curve" d={path ?? ''} /></g>
              {props.current && (
                <>
                  <line class="cursor" x1={x(props.current.coverage)} x2={x(props.current.coverage)} y1={margin.top} y2={height - margin.bottom} />
                  <g class="two"><circle class="hollow" cx={x(props.current.coverage)} cy={y(props.current.value)} r="6" /></g>
                </>
              )}
            </>
          );
        }}
      </Drawing>
      <Legend items={items} />
      <AsTable
        caption={`${props.name} by the share of cases kept`}
        rows={points}
        columns={[
          { head: 'Kept', cell: (p) => percent(p.coverage), number: true },
          { head: 'Epistemic uncertainty up to, nats', cell: (p) => nats(p.threshold), number: true },
          { head: props.name, cell: (p) => props.format(value(p)), number: true },
        ]}
      />
    </figure>
  );
}
