// How the answer moved while one input did: the points that a slider has visited.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { percent, short } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, XAxis, YAxis } from './frame';

export interface TracePoint {
  value: number;
  risk: number;
  low: number;
  high: number;
}

const margin = { top: 28, right: 14, bottom: 46, left: 46 };
const height = 210;

export function Trace(props: { name: string; unit: string; points: TracePoint[]; now: number }) {
  const points = [...props.points].sort((a, b) => a.value - b.value);
  const values = points.map((p) => p.value);
  const highest = Math.max(0.05, ...points.map((p) => p.high)) * 1.1;
  const y = scaleLinear([0, Math.min(1, highest)], [height - margin.bottom, margin.top]).nice(4);
  const unit = props.unit ? `, ${props.unit}` : '';
  return (
    <figure class="chart">
      <Drawing label={`Risk at each value of ${props.name} that you tried. The table below holds the figures.`} height={height}>
        {(width) => {
          const x = scaleLinear([Math.min(...values), Math.max(...values)], [margin.left + 8, width - margin.right - 8]);
          const path = line<TracePoint>((p) => x(p.value), (p) => y(p.risk))(points);
          return (
            <>
              <YAxis ticks={y.ticks(4).map((t) => ({ at: y(t), text: `${Number((t * 100).toFixed(1))}` }))} x={margin.left} to={width - margin.right} name="Risk, %; lines: the members’ range" top={margin.top} />
              <XAxis ticks={x.ticks(Math.max(2, Math.floor(width / 90))).map((t) => ({ at: x(t), text: short(t) }))} y={height - margin.bottom} from={margin.left} to={width - margin.right} name={`${props.name}${unit}`} />
              <g class="one">
                {points.map((p) => <line key={p.value} class="whisker faint" x1={x(p.value)} x2={x(p.value)} y1={y(p.low)} y2={y(p.high)} />)}
                <path class="curve" d={path ?? ''} />
                {points.map((p) => <circle key={p.value} class={p.value === props.now ? 'hollow' : 'dot'} cx={x(p.value)} cy={y(p.risk)} r={p.value === props.now ? 6 : 3.5} />)}
              </g>
            </>
          );
        }}
      </Drawing>
      <AsTable
        caption={`Risk by ${props.name}`}
        rows={points}
        columns={[
          { head: `${props.name}${unit}`, cell: (p) => short(p.value), number: true },
          { head: 'Risk', cell: (p) => percent(p.risk), number: true },
          { head: 'Members', cell: (p) => `${percent(p.low)} to ${percent(p.high)}`, number: true },
        ]}
      />
    </figure>
  );
}
