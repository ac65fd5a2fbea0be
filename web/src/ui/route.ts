// Where the reader is: "#/calibration?model=m&version=2". The hash keeps every choice, so that a link shows the same.
import { useEffect, useState } from 'preact/hooks';

export interface Route {
  view: string;
  params: Record<string, string>;
}

export function parse(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { view: path || 'overview', params: Object.fromEntries(new URLSearchParams(query)) };
}

/** A link to a view. Empty values are left out. */
export function link(view: string, params: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) query.set(key, value);
  const text = query.toString();
  return text ? `#/${view}?${text}` : `#/${view}`;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const change = () => setRoute(parse(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}

/** Changes choices within the view, without a new entry in the history. */
export function choose(route: Route, change: Record<string, string | undefined>): void {
  history.replaceState(null, '', link(route.view, { ...route.params, ...change }));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
