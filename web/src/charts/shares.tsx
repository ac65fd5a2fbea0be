// One input's distribution: the share of each bin in the reference, and now beside it.
import { scaleLinear } from 'd3-scale';
import type { InputDrift } from '../api/types';
import { num, percent, short, words } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, Legend, YAxis } from './frame';

const margin = { top: 28, right: 10, bottom: 58, left: 46 };
const height = 260;

/** What each bin holds: "below 60", "60 to 80", "at least 80", or a category. */
export function binNames(d: InputDrift): string[] {
  if (d.categories?.length) return d.categories.map(words);
  const edges = (d.edges ?? []).map(num);
  if (edges.length === 0) return ['all'];
  const at = (i: number) => short(edges[i] ?? NaN);
  return [`below ${at(0)}`, ...edges.slice(1).map((_, i) => `${at(i)} to ${at(i + 1)}`), `${at(edges.length - 1)} or more`];
}

export function Shares(props: { drift: InputDrift; name: string }) {
  const { drift } = props;
  const names = binNames(drift);
  const reference = (drift.reference ?? []).map(num);
  const current = (drift.current ?? []).map(num);
  const edges = (drift.edges ?? []).map(num);
  const categories = (drift.categories?.length ?? 0) > 0;
  const y = scaleLinear([0, Math.max(0.01, ...reference, ...current)], [height - margin.bottom, margin.top]).nice(4);
  const rows = names.map((name, i) => ({ name, reference: reference[i], current: current[i] }));
  return (
    <figure class="chart">
      <Drawing label={`Share of the values of ${props.name} in each bin, reference and now. The table below holds the figures.`} height={height}>
        {(width) => {
          const x = scaleLinear([0, names.length], [margin.left, width - margin.right]);
          const wide = (x(1) - x(0)) * 0.4;
          const every = Math.ceil((names.length * 46) / (width - margin.left));
          const bottom = height - margin.bottom;
          const bar = (value: number | undefined, from: number) => <rect class="bar" x={from} width={wide} y={y(value ?? 0)} height={Math.max(0.5, bottom - y(value ?? 0))} rx="1" />;
          return (
            <>
              <YAxis ticks={y.ticks(4).map((t) => ({ at: y(t), text: `${Number((t * 100).toFixed(1))}` }))} x={margin.left} to={width - margin.right} name="Share, %" top={margin.top} />
              {names.map((name, i) => (
                <g key={name}>
                  <g class="ref">{bar(reference[i], x(i + 0.5) - wide)}</g>
                  <g class="one">{bar(current[i], x(i + 0.5))}</g>
                  <title>{`${name}: reference ${percent(reference[i])}, now ${percent(current[i])}`}</title>
                </g>
              ))}
              <line class="base" x1={margin.left} x2={width - margin.right} y1={bottom} y2={bottom} />
              {categories
                ? names.map((name, i) => <text key={name} x={x(i + 0.5)} y={bottom + 17} text-anchor="middle">{clip(name, (x(1) - x(0)) / 7)}</text>)
                : edges.map((edge, i) => i % every === 0 && <text key={edge} x={x(i + 1)} y={bottom + 17} text-anchor="middle">{Number(edge.toPrecision(3))}</text>)}
              <text class="axis-name" x={(margin.left + width) / 2} y={bottom + 40} text-anchor="middle">{props.name}{drift.unit && `, ${drift.unit}`}</text>
            </>
          );
        }}
      </Drawing>
      <Legend items={[{ mark: 'bar', class: 'ref', text: 'Reference' }, { mark: 'bar', class: 'one', text: 'Now' }]} />
      <AsTable
        caption={`${props.name}: share of each bin`}
        rows={rows}
        columns={[
          { head: drift.unit ? `Bin, ${drift.unit}` : 'Bin', cell: (r) => r.name },
          { head: 'Reference', cell: (r) => percent(r.reference), number: true },
          { head: 'Now', cell: (r) => percent(r.current), number: true },
        ]}
      />
    </figure>
  );
}

function clip(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, Math.max(3, Math.floor(letters) - 1))}…`;
}
