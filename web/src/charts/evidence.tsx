// The evidence against calibration, outcome by outcome, on a logarithmic axis, with its threshold.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useState } from 'preact/hooks';
import type { Evidence } from '../api/types';
import { count, num, time } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, Legend, XAxis, YAxis, type LegendItem } from './frame';

const margin = { top: 30, right: 16, bottom: 46, left: 62 };
const height = 290;
const tones = ['one', 'two'] as const;

/** Evidence as a person reads it: "0.03", "12", "2,300", "10^9". */
export function odds(log: number): string {
  const power = log / Math.LN10;
  if (!Number.isFinite(power)) return '–';
  if (power > 6 || power < -3) return `10${superscript(Math.round(power))}`;
  const value = Math.exp(log);
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2)));
}

function superscript(n: number): string {
  return String(n).replace(/[-0-9]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? c));
}

export function EvidenceChart(props: { series: { name: string; evidence: Evidence }[] }) {
  const [at, setAt] = useState<number>();
  const all = props.series.flatMap((s) => s.evidence.history ?? []);
  const threshold = num(props.series[0]?.evidence.logThreshold);
  const power = (log: number) => log / Math.LN10;
  const low = Math.floor(Math.min(-1, ...all.map((p) => power(num(p.logEvidence)))));
  const high = Math.ceil(Math.max(power(threshold) + 1, ...all.map((p) => power(num(p.logEvidence)))));
  const most = Math.max(1, ...all.map((p) => num(p.outcomes)));
  const y = scaleLinear([low, high], [height - margin.bottom, margin.top]);
  const x = (width: number) => scaleLinear([0, most], [margin.left, width - margin.right]);
  const step = Math.ceil((high - low) / 7);
  const powers = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  return (
    <figure class="chart">
      <Drawing
        label="Evidence against calibration after each outcome, on a logarithmic axis, with the alarm’s threshold. The table below holds the figures."
        height={height}
        onPoint={(px, width) => setAt(x(width).invert(px))}
        onLeave={() => setAt(undefined)}
      >
        {(width) => {
          const sx = x(width);
          const limit = y(power(threshold));
          return (
            <>
              <YAxis ticks={powers.map((p) => ({ at: y(p), text: odds(p * Math.LN10) }))} x={margin.left} to={width - margin.right} name="Evidence" top={margin.top} />
              <XAxis ticks={sx.ticks(Math.max(2, Math.floor(width / 130))).map((t) => ({ at: sx(t), text: t.toLocaleString('en') }))} y={height - margin.bottom} from={margin.left} to={width - margin.right} name="Outcomes counted" />
              <line class="limit" x1={margin.left} x2={width - margin.right} y1={limit} y2={limit} />
              {props.series.map((s, i) => {
                const points = s.evidence.history ?? [];
                const path = line<(typeof points)[number]>((p) => sx(num(p.outcomes)), (p) => y(power(num(p.logEvidence))))(points);
                return <g key={s.name} class={tones[i]}><path class="curve" d={path ?? ''} /></g>;
              })}
              {at !== undefined && at >= 0 && <line class="cursor" x1={sx(at)} x2={sx(at)} y1={margin.top} y2={height - margin.bottom} />}
            </>
          );
        }}
      </Drawing>
      <p class="readout">{at === undefined ? 'Point at the chart to read it.' : props.series.map((s) => <Reading key={s.name} {...s} at={at} />)}</p>
      <Legend items={[...props.series.map((s, i): LegendItem => ({ mark: 'curve', class: tones[i], text: s.name })), { mark: 'limit', text: `Alarm: evidence of ${odds(threshold)}` }]} />
      {props.series.map((s) => (
        <AsTable
          key={s.name}
          of={s.name}
          caption={`${s.name}: evidence against calibration`}
          rows={thin(s.evidence.history ?? [])}
          columns={[
            { head: 'Outcomes', cell: (p) => count(p.outcomes), number: true },
            { head: 'Evidence', cell: (p) => odds(num(p.logEvidence)), number: true },
            { head: 'When', cell: (p) => time(p.time) },
          ]}
        />
      ))}
    </figure>
  );
}

function Reading(props: { name: string; evidence: Evidence; at: number }) {
  const points = props.evidence.history ?? [];
  const point = points.findLast((p) => num(p.outcomes) <= props.at) ?? points[0];
  if (!point) return null;
  return (
    <span>
      <strong>{props.name}</strong> after {count(point.outcomes)} outcomes, {time(point.time)}: evidence {odds(num(point.logEvidence))}
      <br />
    </span>
  );
}

/** At most some 40 rows, the last one among them. */
function thin<T>(rows: T[]): T[] {
  const step = Math.ceil(rows.length / 40);
  return rows.filter((_, i) => (rows.length - 1 - i) % step === 0);
}
