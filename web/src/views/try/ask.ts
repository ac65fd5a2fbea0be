// Asking for predictions while a form changes: waits until the changes pause, and never shows an old answer. They are
// about nobody, so each is asked as exploratory and leaves no trace on the server.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, post } from '../../api/client';
import type { Instance, Prediction, PredictRequest, PredictResponse } from '../../api/types';

const pauseMs = 120;

export interface Answer {
  prediction: Prediction;
  model: string;
  version: string;
  /** The instance that it answers. */
  instance: Instance;
  ms: number;
}

export interface Asking {
  answer?: Answer;
  error?: ApiError;
  busy: boolean;
  /** Asks now, or after the changes paused. */
  ask: (model: string, version: string, instance: Instance, soon?: boolean) => void;
  clear: () => void;
}

export function useAsking(onAnswer: (answer: Answer) => void): Asking {
  const [state, setState] = useState<{ answer?: Answer; error?: ApiError; busy: boolean }>({ busy: false });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const call = useRef<AbortController | undefined>(undefined);
  const told = useRef(onAnswer);
  told.current = onAnswer;

  const stop = () => {
    clearTimeout(timer.current);
    call.current?.abort();
  };
  useEffect(() => stop, []);

  const send = async (model: string, version: string, instance: Instance) => {
    call.current?.abort();
    const mine = (call.current = new AbortController());
    setState((old) => ({ ...old, busy: true }));
    const start = performance.now();
    try {
      const request: PredictRequest = { model, version, instances: [instance], includeMembers: true, exploratory: true };
      const response = await post<PredictResponse>('predict', request, mine.signal);
      if (mine.signal.aborted) return;
      const prediction = response.predictions?.[0];
      if (!prediction) throw new ApiError('refused', 'The server’s answer holds no prediction.');
      const answer = { prediction, model: response.model, version: String(response.version), instance, ms: performance.now() - start };
      setState({ answer, busy: false });
      told.current(answer);
    } catch (error) {
      if (mine.signal.aborted) return;
      setState((old) => ({ ...old, busy: false, error: error instanceof ApiError ? error : new ApiError('refused', String(error)) }));
    }
  };
  const ask = (model: string, version: string, instance: Instance, soon = false) => {
    clearTimeout(timer.current);
    if (!soon) {
      void send(model, version, instance);
      return;
    }
    setState((old) => (old.busy ? old : { ...old, busy: true }));
    timer.current = setTimeout(() => void send(model, version, instance), pauseMs);
  };
  const clear = () => {
    stop();
    setState({ busy: false });
  };
  return { ...state, ask, clear };
}
