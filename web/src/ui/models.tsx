// Which model version a view is about. Its choice is in the hash, and goes along from view to view.
import type { ModelOverview } from '../api/types';
import { Select } from './parts';
import { choose, type Route } from './route';

export interface Chosen {
  model: string;
  version: string;
}

/** The version that the hash names, or the first default of those in service. */
export function chosen(route: Route, models: ModelOverview[]): Chosen | undefined {
  const named = models.filter((m) => m.model === route.params.model);
  const found =
    named.find((m) => String(m.version) === route.params.version) ??
    named.find((m) => m.isDefault) ??
    named[0] ??
    models.find((m) => m.isDefault) ??
    models[0];
  return found && { model: found.model, version: String(found.version) };
}

export function label(m: { model: string; version: string | number }): string {
  return `${m.model} · version ${m.version}`;
}

export function ModelPicker(props: { route: Route; models: ModelOverview[] }) {
  const now = chosen(props.route, props.models);
  const options = props.models.map((m) => ({ value: `${m.model}@${m.version}`, label: label(m) }));
  const change = (value: string) => {
    const at = value.lastIndexOf('@');
    choose(props.route, { model: value.slice(0, at), version: value.slice(at + 1), cohort: undefined });
  };
  return <Select wide label="Model" value={now ? `${now.model}@${now.version}` : ''} options={options} onChange={change} />;
}
