// The frame round every view: name, navigation, the server's health, the theme.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { get } from '../api/client';
import { usePoll, type Polled } from '../api/poll';
import type { ModelOverview, Overview } from '../api/types';
import { Waiting } from './parts';
import { chosen, label } from './models';
import { link, useRoute, type Route } from './route';
import { useTheme } from './theme';
import { views, type ViewName } from '../views/views';

export interface ViewProps {
  route: Route;
  overview: Overview;
  models: ModelOverview[];
  /** When `overview` came. */
  at: number;
}

export function App() {
  const route = useRoute();
  const overview = usePoll<Overview>('overview', (signal) => get('overview', {}, signal), 1000);
  const name: ViewName = route.view in views ? (route.view as ViewName) : 'overview';
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);

  useEffect(() => {
    document.querySelector('.top nav [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    document.title = `${views[name].title} · Credence`;
    // A new view: the reader goes on from its heading, not from the link that led here.
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [name]);

  const skip = (event: Event) => {
    event.preventDefault();
    heading.current?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>Skip to the content</a>
      <Header route={route} name={name} overview={overview} />
      <main id="main">
        <div class="view-head">
          <h1 ref={heading} tabIndex={-1}>{views[name].title}</h1>
          <p class="lead">{views[name].lead}</p>
        </div>
        <Body route={route} name={name} overview={overview} />
      </main>
      <footer>
        <p>
          Credence {overview.data?.serverVersion}. Not a medical device. <a href="LICENSES.txt">Licences of this page</a>
        </p>
      </footer>
    </>
  );
}

function Body(props: { route: Route; name: ViewName; overview: Polled<Overview> }) {
  const { data, error, at, refresh } = props.overview;
  // The list's identity changes only when a version comes or goes, so that views do not start anew each second.
  const models = data?.models ?? [];
  const names = models.map(label).join('\n');
  const stable = useMemo(() => models, [names]);
  const View = views[props.name].view;
  const live = props.name === 'overview' ? models : stable;
  if (!data || error?.kind === 'token' || error?.kind === 'off') {
    return <Waiting error={error} what="its state" onToken={refresh} />;
  }
  return (
    <>
      {error && <p class="stale" role="status">{error.message} The figures below are the last ones it gave.</p>}
      <View route={props.route} overview={data} models={live} at={at} />
    </>
  );
}

function Header(props: { route: Route; name: ViewName; overview: Polled<Overview> }) {
  const [theme, toggle] = useTheme();
  const { data, error } = props.overview;
  const picked = data?.models ? chosen(props.route, data.models) : undefined;
  const state = error ? 'gone' : !data ? 'waiting' : data.health === 'SERVING' ? 'serving' : 'not-serving';
  const word = { gone: 'No answer', waiting: 'Connecting', serving: 'Serving', 'not-serving': 'Not serving' }[state];
  const other = theme === 'dark' ? 'Light theme' : 'Dark theme';
  return (
    <header class="top">
      <div class="top-row">
        <a class="brand" href="#/overview">
          <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <path class="brand-line" d="M6 26 26 6" />
            <circle cx="9" cy="22.5" r="2.8" />
            <circle cx="16" cy="17.5" r="2.8" />
            <circle cx="22.5" cy="9" r="2.8" />
          </svg>
          Credence
        </a>
        <p class="health" data-state={state} role="status">{word}</p>
        <button class="theme" type="button" onClick={toggle} aria-label={other} title={other}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            {theme === 'dark' ? (
              <path d="M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4" />
            ) : (
              <path d="M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z" />
            )}
          </svg>
        </button>
      </div>
      <nav aria-label="Views">
        <ul>
          {Object.entries(views).map(([name, view]) => (
            <li key={name}>
              <a href={link(name, { model: picked?.model, version: picked?.version })} aria-current={name === props.name ? 'page' : undefined}>
                {view.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
