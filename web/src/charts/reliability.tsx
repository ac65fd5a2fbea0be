// Stated risk against what happened, with the null band behind, Wilson's intervals on the points, and how many patients
// there are at each risk beneath.
import { scaleLinear } from 'd3-scale';
import { useState } from 'preact/hooks';
import type { CalibrationBin } from '../api/types';
import { count, num, percent } from '../ui/format';
import { AsTable } from '../ui/parts';
import { Drawing, Legend, XAxis, YAxis, type LegendItem } from './frame';

export interface ReliabilitySeries {
  name: string;
  /** Drawn as points. */
  bins: CalibrationBin[];
  /** Of equal width: drawn as the histogram. */
  widths: CalibrationBin[];
}

const margin = { top: 28, right: 14, bottom: 46, left: 50 };
const histogram = { height: 76, gap: 54 };
const tones = ['one', 'two'] as const;
const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1];

export function Reliability(props: { series: ReliabilitySeries[]; event: string }) {
  const [at, setAt] = useState<number>();
  const x = (width: number) => scaleLinear([0, 1], [margin.left, width - margin.right]);
  const plotHeight = (width: number) => Math.min(Math.max(width * 0.72, 240), 440);
  const items: LegendItem[] = props.series.map((s, i) => ({ mark: 'dot', class: tones[i], text: `${s.name}, with 95 % interval` }));
  items.push({ mark: 'null', text: nullBand(props.series) }, { mark: 'ideal', text: 'Perfect' });
  return (
    <figure class="chart">
      <Drawing
        label={`Reliability diagram: share of patients with ${props.event} against the risk that was stated. The table below holds every point.`}
        height={(width) => margin.top + plotHeight(width) + histogram.gap + histogram.height + margin.bottom}
        onPoint={(px, width) => setAt(Math.min(0.9999, Math.max(0, x(width).invert(px))))}
        onLeave={() => setAt(undefined)}
      >
        {(width) => <Plot {...props} width={width} height={plotHeight(width)} x={x(width)} at={at} />}
      </Drawing>
      <Readout series={props.series} at={at} />
      <Legend items={items} />
      {props.series.map((s) => <BinTable key={s.name} series={s} event={props.event} />)}
    </figure>
  );
}

/** Whose band is drawn, where there are two: each has its own, by its own outcomes, and one over the other is unreadable. */
function nullBand([first, other]: ReliabilitySeries[]): string {
  if (!first || !other) return 'Null band: where 90 % of the points of a perfectly calibrated model fall';
  const outcomes = first.bins.reduce((sum, b) => sum + num(b.outcomes), 0);
  return `Null band of ${first.name} alone, at its ${count(outcomes)} outcomes: where 90 % of its points would fall if it were perfectly calibrated. That of ${other.name} is in its table`;
}

type Scale = (value: number) => number;

function Plot(props: { series: ReliabilitySeries[]; event: string; width: number; height: number; x: Scale; at?: number }) {
  const { x, width, height } = props;
  const bottom = margin.top + height;
  const y = scaleLinear([0, 1], [bottom, margin.top]);
  const base = bottom + histogram.gap + histogram.height;
  const first = props.series[0];
  const percentTicks = (scale: Scale) => fifths.map((t) => ({ at: scale(t), text: `${t * 100}` }));
  return (
    <>
      <YAxis ticks={percentTicks(y)} x={margin.left} to={width - margin.right} name={`Observed, % of patients: ${props.event}`} top={margin.top} />
      {first?.bins.filter(filled).map((b) => (
        <rect key={num(b.lower)} class="null" x={x(num(b.lower))} width={Math.max(1, x(num(b.upper)) - x(num(b.lower)))} y={y(num(b.nullHigh))} height={Math.max(1, y(num(b.nullLow)) - y(num(b.nullHigh)))} />
      ))}
      <line class="ideal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {props.series.map((s, i) => <Points key={s.name} bins={s.bins} x={(p) => x(p) + (props.series.length > 1 ? 6 * i - 3 : 0)} y={y} tone={tones[i] ?? 'one'} />)}
      {props.at !== undefined && <line class="cursor" x1={x(props.at)} x2={x(props.at)} y1={margin.top} y2={base} />}
      <XAxis ticks={percentTicks(x)} y={bottom} from={margin.left} to={width - margin.right} />
      <Histogram series={props.series} x={x} base={base} />
      <XAxis ticks={percentTicks(x)} y={base} from={margin.left} to={width - margin.right} name="Stated risk, %" />
    </>
  );
}

function Points(props: { bins: CalibrationBin[]; x: Scale; y: Scale; tone: string }) {
  const most = Math.max(1, ...props.bins.map((b) => num(b.outcomes)));
  return (
    <g class={props.tone}>
      {props.bins.filter(filled).map((b) => {
        const cx = props.x(num(b.predicted));
        return (
          <g key={num(b.lower)}>
            <line class="whisker" x1={cx} x2={cx} y1={props.y(num(b.observedLow))} y2={props.y(num(b.observedHigh))} />
            <circle class="dot" cx={cx} cy={props.y(num(b.observed))} r={3.6 + 2.6 * Math.sqrt(num(b.outcomes) / most)} />
          </g>
        );
      })}
    </g>
  );
}

function Histogram(props: { series: ReliabilitySeries[]; x: Scale; base: number }) {
  const shares = props.series.map((s) => {
    const all = s.widths.reduce((sum, b) => sum + num(b.outcomes), 0);
    return s.widths.map((b) => ({ ...b, share: all ? num(b.outcomes) / all : 0 }));
  });
  const most = Math.max(1e-9, ...shares.flat().map((b) => b.share));
  const height = (share: number) => (share / most) * histogram.height;
  const several = shares.length > 1;
  return (
    <g>
      <text class="axis-name" x={0} y={props.base - histogram.height - 10}>Patients, % (highest bar {(most * 100).toFixed(0)} %)</text>
      {shares.map((bins, i) => (
        <g key={i} class={tones[i]}>
          {bins.filter(filled).map((b) => {
            const left = props.x(num(b.lower)) + 1;
            const wide = props.x(num(b.upper)) - left - 1;
            const part = several ? wide / 2 : wide;
            return <rect key={num(b.lower)} class="bar" x={left + (several ? i * part : 0)} width={Math.max(0.5, part)} y={props.base - Math.max(1, height(b.share))} height={Math.max(1, height(b.share))} />;
          })}
        </g>
      ))}
    </g>
  );
}

function filled(bin: CalibrationBin): boolean {
  return num(bin.outcomes) > 0;
}

function sentence(b: CalibrationBin): string {
  const range = `${percent(b.lower, 0)} to ${percent(b.upper, 0)}`;
  if (!filled(b)) return `${range}: no patients`;
  return `${range}: ${count(b.outcomes)} patients, stated ${percent(b.predicted)}, observed ${percent(b.observed)} (${percent(b.observedLow)} to ${percent(b.observedHigh)})`;
}

function Readout(props: { series: ReliabilitySeries[]; at?: number }) {
  const { at } = props;
  if (at === undefined) return <p class="readout">Point at the chart to read a bin. Larger points stand for more patients.</p>;
  return (
    <p class="readout">
      {props.series.map((s) => {
        const bin = s.bins.find((b) => at >= num(b.lower) && at < num(b.upper));
        return (
          <span key={s.name}>
            <strong>{s.name}</strong> {bin ? sentence(bin) : 'no bin here'}
            <br />
          </span>
        );
      })}
    </p>
  );
}

function BinTable(props: { series: ReliabilitySeries; event: string }) {
  return (
    <AsTable
      of={props.series.name}
      caption={`${props.series.name}: stated risk and share with ${props.event}, bin by bin`}
      rows={props.series.bins}
      columns={[
        { head: 'Stated risk', cell: (b) => `${percent(b.lower)} to ${percent(b.upper)}` },
        { head: 'Patients', cell: (b) => count(b.outcomes), number: true },
        { head: 'Mean stated', cell: (b) => (filled(b) ? percent(b.predicted) : ''), number: true },
        { head: 'Observed', cell: (b) => (filled(b) ? percent(b.observed) : ''), number: true },
        { head: '95 % interval', cell: (b) => (filled(b) ? `${percent(b.observedLow)} to ${percent(b.observedHigh)}` : ''), number: true },
        { head: 'Null band', cell: (b) => (filled(b) ? `${percent(b.nullLow)} to ${percent(b.nullHigh)}` : ''), number: true },
      ]}
    />
  );
}
