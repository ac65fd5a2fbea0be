// Every view by its name in the hash.
import type { FunctionComponent } from 'preact';
import type { ViewProps } from '../ui/app';
import { OverviewView } from './overview';

export type ViewName = 'overview';

export const views: Record<ViewName, { title: string; lead: string; view: FunctionComponent<ViewProps> }> = {
  overview: { title: 'Overview', lead: 'What this server does now, and how far each model’s stated risks can be trusted.', view: OverviewView },
};
