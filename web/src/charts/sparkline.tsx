// A line without axes, for the shape of the last minutes. Decorative: the number beside it is the fact.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';

const width = 120;
const height = 28;

export function Sparkline(props: { values: number[]; label: string }) {
  const values = props.values.filter(Number.isFinite);
  if (values.length < 2) return null;
  const x = scaleLinear([Math.min(0, values.length - 60), values.length - 1], [1, width - 3]);
  const y = scaleLinear([0, Math.max(...values, 1e-9) * 1.1], [height - 2, 2]);
  const path = line<number>((_, index) => x(index), (value) => y(value))(values) ?? '';
  const last = values[values.length - 1] ?? 0;
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <title>{props.label}</title>
      <path d={path} />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2.2" />
    </svg>
  );
}
