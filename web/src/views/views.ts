// Every view by its name in the hash.
import type { FunctionComponent } from 'preact';
import type { ViewProps } from '../ui/app';
import { CalibrationView } from './calibration';
import { CardView } from './card';
import { DeferralView } from './deferral';
import { InputsView } from './inputs';
import { OverviewView } from './overview';
import { TryView } from './try';

export type ViewName = 'overview' | 'calibration' | 'try' | 'inputs' | 'deferral' | 'card';

export const views: Record<ViewName, { title: string; lead: string; view: FunctionComponent<ViewProps> }> = {
  overview: { title: 'Overview', lead: 'What this server does now, and how far each model’s stated risks can be trusted.', view: OverviewView },
  calibration: { title: 'Calibration', lead: 'Of the patients who were given a risk, how many had the event?', view: CalibrationView },
  try: { title: 'Try a prediction', lead: 'Ask a model about one patient, and see how the answer moves.', view: TryView },
  inputs: { title: 'Inputs', lead: 'Are today’s patients like those the model was made on?', view: InputsView },
  deferral: { title: 'Deferral', lead: 'Does it help to hand the uncertain cases to a human?', view: DeferralView },
  card: { title: 'Model card', lead: 'What a model is for, how it was made, and where it fails.', view: CardView },
};
