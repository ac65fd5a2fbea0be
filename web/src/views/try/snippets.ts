// The same call, to be run elsewhere.
import type { Instance } from '../../api/types';

export interface Snippet {
  name: string;
  code: string;
}

export function snippets(model: string, version: string, instance: Instance): Snippet[] {
  const request = { model, version, instances: [instance], includeMembers: true };
  const target = `${location.hostname || '127.0.0.1'}:8500`;
  return [
    { name: 'grpcurl', code: grpcurl(request, target) },
    { name: 'Python', code: python(model, version, instance, target) },
    { name: 'C++', code: cpp(model, version, instance, target) },
    { name: 'curl', code: `curl -s ${location.origin}/api/v1/predict -H 'Content-Type: application/json' -d '${shell(JSON.stringify(request))}'` },
    { name: 'JSON', code: JSON.stringify(instance, null, 2) },
  ];
}

function shell(text: string): string {
  return text.replaceAll("'", "'\\''");
}

function grpcurl(request: unknown, target: string): string {
  return `grpcurl -plaintext -d '${shell(JSON.stringify(request, null, 2))}' ${target} credence.v1.PredictionService/Predict`;
}

const quote = (text: string) => JSON.stringify(text);

function python(model: string, version: string, instance: Instance, target: string): string {
  const value = (text: string, unit?: string) => (unit ? `(${text}, ${quote(unit)})` : text);
  const number = (n: number | undefined) => (typeof n === 'number' ? String(n) : 'float("nan")');
  const list = (values: number[] | undefined) => `[${(values ?? []).map(number).join(', ')}]`;
  const lines = [`    ${quote(model)},`, `    version=${version},`];
  if (instance.features) {
    const rows = instance.features.map((f) => `        ${quote(f.name)}: ${value(f.category !== undefined ? quote(f.category) : number(f.number), f.unit)},`);
    lines.push('    features={', ...rows, '    },');
  }
  if (instance.series) {
    const rows = instance.series.map((s) => `        ${quote(s.code)}: (${list(s.hours)}, ${list(s.values)}${s.unit ? `, ${quote(s.unit)}` : ''}),`);
    lines.push('    series={', ...rows, '    },');
  }
  if (instance.tensor) lines.push(`    tensor=${list(instance.tensor.values)},`);
  if (instance.cohort) lines.push(`    cohort=${quote(instance.cohort)},`);
  lines.push('    members=True,');
  const call = lines.map((line) => `    ${line}`).join('\n');
  return `import credence

with credence.Client(${quote(target)}) as client:
    answer = client.predict(
${call}
    )
print(answer.mean, answer.spread.q05, answer.spread.q95, answer.deferred)
`;
}

function cpp(model: string, version: string, instance: Instance, target: string): string {
  const lines: string[] = [];
  for (const f of instance.features ?? []) {
    lines.push('{', '  auto* feature = instance->add_features();', `  feature->set_name(${quote(f.name)});`);
    lines.push(f.category !== undefined ? `  feature->set_category(${quote(f.category)});` : `  feature->set_number(${f.number});`);
    if (f.unit) lines.push(`  feature->set_unit(${quote(f.unit)});`);
    lines.push('}');
  }
  for (const s of instance.series ?? []) {
    lines.push('{', '  auto* series = instance->add_series();', `  series->set_code(${quote(s.code)});`);
    if (s.unit) lines.push(`  series->set_unit(${quote(s.unit)});`);
    lines.push(`  for (float hour : {${floats(s.hours)}}) series->add_hours(hour);`);
    lines.push(`  for (float value : {${floats(s.values)}}) series->add_values(value);`, '}');
  }
  if (instance.tensor) lines.push(`for (float value : {${floats(instance.tensor.values)}}) instance->mutable_tensor()->add_values(value);`);
  if (instance.cohort) lines.push(`instance->set_cohort(${quote(instance.cohort)});`);
  return `#include <iostream>

#include "client/cpp/client.h"

int main() {
  credence::client::Client client({.target = ${quote(target)}});
  credence::v1::PredictRequest request;
  request.set_model(${quote(model)});
  request.set_version(${version});
  request.set_include_members(true);
  auto* instance = request.add_instances();
${lines.map((line) => `  ${line}`).join('\n')}
  auto response = client.Predict(request);
  if (!response.ok()) {
    std::cerr << response.status() << "\\n";
    return 1;
  }
  std::cout << response->DebugString();
}
`;
}

function floats(values: number[] | undefined): string {
  return (values ?? []).map((v) => (Number.isInteger(v) ? `${v}.0f` : `${v}f`)).join(', ');
}
