// Asking again and again, one question at a time, and not at all while nobody looks.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './client';

export interface Polled<T> {
  data?: T;
  error?: ApiError;
  /** When `data` came, in milliseconds since 1970. */
  at: number;
  refresh: () => void;
}

/**
 * Calls `load` now and every `interval` milliseconds after its answer; `key` names the question, and another key drops
 * the answer to the old one. An answer that comes after the question changed is thrown away. The last good answer
 * stays while a later call fails, with the error beside it.
 */
export function usePoll<T>(key: string, load: (signal: AbortSignal) => Promise<T>, interval: number): Polled<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError; at: number }>({ key, at: 0 });
  const latest = useRef(load);
  latest.current = load;
  const kick = useRef<() => void>(() => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running: AbortController | undefined;
    let ended = false;

    const run = async () => {
      clearTimeout(timer);
      if (running || document.hidden) return;
      const call = (running = new AbortController());
      let next: { data?: T; error?: ApiError };
      try {
        next = { data: await latest.current(call.signal) };
      } catch (error) {
        next = { error: error instanceof ApiError ? error : new ApiError('refused', String(error)) };
      }
      if (ended) return;
      running = undefined;
      setState((old) => {
        const data = next.data ?? (old.key === key ? old.data : undefined);
        return { key, data, error: next.error, at: next.data ? Date.now() : old.at };
      });
      timer = setTimeout(run, interval);
    };
    kick.current = run;
    const visible = () => {
      if (!document.hidden) void run();
    };
    document.addEventListener('visibilitychange', visible);
    void run();
    return () => {
      ended = true;
      clearTimeout(timer);
      running?.abort();
      document.removeEventListener('visibilitychange', visible);
    };
  }, [key, interval]);

  const mine = state.key === key;
  return { data: mine ? state.data : undefined, error: mine ? state.error : undefined, at: state.at, refresh: () => kick.current() };
}
