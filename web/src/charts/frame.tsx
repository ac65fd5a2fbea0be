// What every chart shares: its width in real pixels (so that type keeps its size), its axes, its legend.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** The width that the page leaves to an element, and the element's ref. */
export function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** A drawing `height` pixels high and as wide as there is room. `label` says in a sentence what it shows. */
export function Drawing(props: {
  label: string;
  height: number | ((width: number) => number);
  onPoint?: (x: number, width: number) => void;
  onLeave?: () => void;
  children: (width: number, height: number) => ComponentChildren;
}) {
  const [ref, width] = useWidth();
  const height = typeof props.height === 'number' ? props.height : props.height(width);
  const point = (event: PointerEvent) => {
    if (ref.current) props.onPoint?.(event.clientX - ref.current.getBoundingClientRect().left, width);
  };
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={props.label}
          viewBox={`0 0 ${width} ${height}`}
          class={props.onPoint ? 'plot' : undefined}
          onPointerMove={props.onPoint ? point : undefined}
          onPointerDown={props.onPoint ? point : undefined}
          onPointerLeave={props.onLeave}
        >
          {props.children(width, height)}
        </svg>
      )}
    </div>
  );
}

interface Tick {
  at: number;
  text: string;
}

export function XAxis(props: { ticks: Tick[]; y: number; from: number; to: number; name?: string; rulesFrom?: number }) {
  return (
    <g>
      {props.rulesFrom !== undefined &&
        props.ticks.map((t) => <line key={t.at} class="rule" x1={t.at} x2={t.at} y1={props.rulesFrom} y2={props.y} />)}
      <line class="base" x1={props.from} x2={props.to} y1={props.y} y2={props.y} />
      {props.ticks.map((t) => (
        <text key={t.at} x={t.at} y={props.y + 17} text-anchor="middle">{t.text}</text>
      ))}
      {props.name && <text class="axis-name" x={(props.from + props.to) / 2} y={props.y + 37} text-anchor="middle">{props.name}</text>}
    </g>
  );
}

export function YAxis(props: { ticks: Tick[]; x: number; to: number; name?: string; top?: number }) {
  return (
    <g>
      {props.ticks.map((t) => (
        <g key={t.at}>
          <line class="rule" x1={props.x} x2={props.to} y1={t.at} y2={t.at} />
          <text x={props.x - 8} y={t.at + 4} text-anchor="end">{t.text}</text>
        </g>
      ))}
      {props.name && <text class="axis-name" x={0} y={(props.top ?? 0) - 10}>{props.name}</text>}
    </g>
  );
}

export interface LegendItem {
  mark: 'dot' | 'hollow' | 'bar' | 'curve' | 'null' | 'ideal' | 'limit' | 'whisker';
  class?: string;
  text: string;
}

export function Legend(props: { items: LegendItem[] }) {
  return (
    <ul class="legend">
      {props.items.map((item) => (
        <li key={item.text}>
          <svg viewBox="0 0 22 12" aria-hidden="true">
            <g class={item.class}>{mark(item.mark)}</g>
          </svg>
          {item.text}
        </li>
      ))}
    </ul>
  );
}

function mark(kind: LegendItem['mark']) {
  if (kind === 'dot' || kind === 'hollow') return <circle class={kind} cx="11" cy="6" r="5" />;
  if (kind === 'bar' || kind === 'null') return <rect class={kind} x="2" y="0" width="18" height="12" rx="1.5" />;
  if (kind === 'whisker') return <path class="whisker" d="M11 0v12" />;
  return <line class={kind} x1="0" x2="22" y1="6" y2="6" />;
}
