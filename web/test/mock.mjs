// A stand-in for the server, to work on the page without one: web/dist under the server's own headers, and figures that
// look like a live service's, in protobuf's JSON mapping. Nothing in it is a measurement.
// Usage: node test/mock.mjs [PORT]    query ?state=empty|token|off is set by PUT /mock/state with that word.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '..', 'dist');
const repository = join(here, '..', '..', 'models', 'pretrained');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8' };
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";

const started = Date.now() - 3 * 86400e3 - 5 * 3600e3;
const versions = [
  { model: 'physionet2012_lstm', version: 1, shift: 0.5, light: 'COLOR_RED' },
  { model: 'physionet2012_mlp', version: 2, shift: 0, light: 'COLOR_GREY' },
  { model: 'physionet2012_mlp', version: 1, shift: 0.05, light: 'COLOR_GREEN' },
];

function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const logistic = (x) => 1 / (1 + Math.exp(-x));
const logit = (p) => Math.log(p / (1 - p));
const wilson = (k, n) => {
  if (n === 0) return [0, 0];
  const z = 1.96, p = k / n, d = 1 + (z * z) / n;
  const mid = (p + (z * z) / (2 * n)) / d, half = (z / d) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, mid - half), Math.min(1, mid + half)];
};

function manifest(model) {
  const folder = join(repository, model, '1');
  const m = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { m, card: readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8') };
}

function lightReason(v) {
  return {
    COLOR_GREY: 'Too few outcomes to judge: 84 of at least 200.',
    COLOR_GREEN: 'ECE 0.014 lies inside the null band (95 % quantile 0.021 at 3,812 outcomes), and the evidence against calibration is 0.8, below its threshold of 100.',
    COLOR_RED: 'The evidence against calibration reached 2,310 and passed its threshold of 100 on 21 November; ECE 0.058 lies above the null band (95 % quantile 0.024).',
  }[v.light];
}

let asked = 0;
function overview() {
  asked++;
  const t = Date.now() / 1000;
  return {
    health: 'SERVING', startedAt: new Date(started).toISOString(), serverVersion: '0.1.0',
    journal: { kind: 'sqlite', state: 'ok', message: '', queued: String(asked % 7), droppedPredictions: '0' },
    models: versions.map((v, i) => ({
      model: v.model, version: String(v.version), isDefault: !(v.model === 'physionet2012_mlp' && v.version === 1), members: i ? 8 : 10, network: i ? 'mlp' : 'ehr_lstm',
      predictionRate: i === 1 ? 0.4 : 12 + 4 * Math.sin(t / 9 + i) + (asked % 5) * 0.3,
      latencyMedian: i ? '0.000418s' : '0.011200s', latencyQ99: i ? '0.001930s' : '0.028400s',
      errorRatio: i ? 0 : 0.0021, deferralRatio: 0.071 + 0.02 * i,
      light: { color: v.light, reason: lightReason(v) },
      predictions: String(48211 + asked * 12), outcomes: i === 1 ? '84' : '3812',
    })),
  };
}

function pairs(v, n, seed = 7) {
  const random = generator(seed + v.version * 31 + v.model.length);
  const rows = [];
  for (let i = 0; i < n; i++) {
    const z = -2.4 + 1.5 * (random() + random() + random() + random() - 2) * 1.4;
    rows.push({ p: logistic(z), y: random() < logistic(z + v.shift) ? 1 : 0, e: 0.001 + 0.02 * random() * random() * (1 + 4 * logistic(z)) });
  }
  return rows;
}

function binsOf(rows, edges) {
  const bins = [];
  for (let b = 0; b + 1 < edges.length; b++) {
    const inside = rows.filter((r) => r.p >= edges[b] && (r.p < edges[b + 1] || b + 2 === edges.length));
    const n = inside.length, k = inside.reduce((s, r) => s + r.y, 0), e = inside.reduce((s, r) => s + r.p, 0);
    const [low, high] = wilson(k, n);
    const sd = n ? Math.sqrt(inside.reduce((s, r) => s + r.p * (1 - r.p), 0)) / n : 0;
    bins.push({
      lower: edges[b], upper: edges[b + 1], outcomes: String(n), predicted: n ? e / n : 0, observed: n ? k / n : 0, observedLow: low, observedHigh: high,
      nullLow: n ? Math.max(0, e / n - 1.645 * sd) : 0, nullHigh: n ? Math.min(1, e / n + 1.645 * sd) : 0,
    });
  }
  return bins;
}

const fig = (value, half) => ({ value, low: value - half, high: value + half });

function calibration(query) {
  const v = find(query);
  let n = v.light === 'COLOR_GREY' ? 84 : Math.min(3812, Number(query.get('last_outcomes')) || 3812);
  if (query.get('cohort')) n = Math.round(n / 4);
  let rows = pairs(v, n);
  const limit = 0.011;
  if (query.get('decision') === 'KEEP') rows = rows.filter((r) => r.e <= limit);
  if (query.get('decision') === 'DEFER') rows = rows.filter((r) => r.e > limit);
  n = rows.length;
  const events = rows.reduce((s, r) => s + r.y, 0), expected = rows.reduce((s, r) => s + r.p, 0);
  const count = Number(query.get('bins')) || 15;
  const bins = binsOf(rows, Array.from({ length: count + 1 }, (_, i) => i / count));
  const sorted = rows.map((r) => r.p).sort((a, b) => a - b);
  const mass = binsOf(rows, [0, ...Array.from({ length: 19 }, (_, i) => sorted[Math.floor(((i + 1) * n) / 20)]), 1]);
  const ece = bins.reduce((s, b) => s + Number(b.outcomes) * Math.abs(b.predicted - b.observed), 0) / n;
  const nullEce = bins.reduce((s, b) => s + Number(b.outcomes) * 0.6 * (b.nullHigh - b.nullLow) / 3.29 * 1.33, 0) / n;
  const loss = (r) => -Math.log(r.y ? r.p : 1 - r.p);
  const mean = (list, f) => list.reduce((s, r) => s + f(r), 0) / list.length;
  const byDoubt = [...rows].sort((a, b) => a.e - b.e);
  const figures = (list) => ({
    outcomes: String(list.length), mixtureNll: mean(list, loss), brier: mean(list, (r) => (r.y - r.p) ** 2), error: mean(list, (r) => ((r.p >= 0.15 ? 1 : 0) === r.y ? 0 : 1)),
    ece: list === rows ? ece : ece * 1.4, observedOverExpected: list.reduce((s, r) => s + r.y, 0) / list.reduce((s, r) => s + r.p, 0),
  });
  const oe = events / expected;
  return {
    calibration: {
      model: v.model, version: String(v.version), cohort: query.get('cohort') ?? '', decision: 'DECISION_UNSPECIFIED', target: 'event', targetClass: 'died',
      outcomes: String(n), events: String(events), firstOutcome: new Date(Date.now() - 20 * 86400e3).toISOString(), lastOutcome: new Date(Date.now() - 140e3).toISOString(),
      bins, equalMassBins: mass, ece: fig(ece, 0.006), eceEqualMass: fig(ece * 1.1, 0.006), eceDebiased: fig(ece * 0.6, 0.005), mce: { value: 0.062 },
      eceNull: { q05: nullEce * 0.7, q50: nullEce, q95: nullEce * 1.45, q99: nullEce * 1.7 }, eceWithinNull: ece <= nullEce * 1.45,
      brier: fig(mean(rows, (r) => (r.y - r.p) ** 2), 0.004), brierReliability: 0.0011, brierResolution: 0.0312, brierUncertainty: 0.1194, brierWithinBin: -0.0004,
      mixtureNll: fig(mean(rows, loss), 0.011), averageNll: fig(mean(rows, loss) + 0.0025, 0.011), auroc: fig(0.861, 0.014), auprc: fig(0.574, 0.03),
      observedOverExpected: fig(oe, 1.96 * Math.sqrt(events) / expected), calibrationZ: (events - expected) / Math.sqrt(rows.reduce((s, r) => s + r.p * (1 - r.p), 0)),
      calibrationSlope: fig(0.984, 0.07), calibrationIntercept: fig(v.shift, 0.11), calibrationInTheLarge: fig(Math.log(oe), 0.09), sharpness: 0.142, meanPredicted: expected / n,
      riskCoverage: Array.from({ length: 20 }, (_, i) => {
        const list = byDoubt.slice(0, Math.max(1, Math.round(((i + 1) * n) / 20)));
        return { coverage: (i + 1) / 20, threshold: list[list.length - 1].e, mixtureNll: mean(list, loss), error: mean(list, (r) => ((r.p >= 0.15 ? 1 : 0) === r.y ? 0 : 1)) };
      }),
      kept: figures(rows.filter((r) => r.e <= limit)), deferred: figures(rows.filter((r) => r.e > limit)),
      labelCoverage: { predictions: '48211', withOutcome: String(n), ratio: n / 48211, delayMedian: '392400s', delayQ90: '1036800s', delayMax: '2419200s' },
    },
  };
}

function evidence(query) {
  const v = find(query);
  let log = 0, max = 0, at;
  const history = [];
  const rows = pairs(v, v.light === 'COLOR_GREY' ? 84 : 3812, 11);
  const odds = Math.exp(0.35);
  rows.forEach((r, i) => {
    const q = (r.p * odds) / (1 - r.p + r.p * odds);
    log += Math.log(r.y ? q / r.p : (1 - q) / (1 - r.p));
    log = Math.max(log, -6);
    if (log > max) max = log;
    if (log > 4.605 && !at) at = i;
    if (i % 8 === 0) history.push({ outcomes: String(i + 1), time: new Date(Date.now() - (rows.length - i) * 450e3).toISOString(), logEvidence: log });
  });
  return {
    model: v.model, version: String(v.version), logEvidence: log, logEvidenceMax: max, logThreshold: Math.log(100), alarmed: at !== undefined,
    ...(at !== undefined && { alarmedAt: new Date(Date.now() - (rows.length - at) * 450e3).toISOString() }), outcomes: String(rows.length), history,
  };
}

function inputs(query) {
  const v = find(query);
  const { m } = manifest(v.model);
  const random = generator(5);
  const drift = (name, unit, edges, categories, k, moved) => {
    const raw = Array.from({ length: k }, (_, i) => 0.4 + Math.exp(-((i - k / 2) ** 2) / (k / 1.5)) + random() * 0.2);
    const sum = raw.reduce((a, b) => a + b, 0);
    const reference = raw.map((x) => x / sum);
    const bent = reference.map((x, i) => x * (1 + moved * (i / k - 0.5) * 2) * (1 + 0.06 * (random() - 0.5)));
    const total = bent.reduce((a, b) => a + b, 0);
    const current = bent.map((x) => x / total);
    const missing = random() * 0.5;
    return {
      name, unit, edges, categories, reference, current, psi: current.reduce((s, c, i) => s + (c - reference[i]) * Math.log(c / reference[i]), 0), psiNullQ95: 0.0042,
      missing: Math.min(1, missing + (name === 'Lactate' ? 0.2 : 0.01 * random())), referenceMissing: missing, outOfRange: name === 'Glucose' ? 0.012 : 0.0004, referenceOutOfRange: 0.0003,
    };
  };
  const list = m.schema.variables.map((x) => {
    if (x.categories) return drift(x.name, '', [], x.categories, x.categories.length, 0.05);
    const [a, b] = [x.plausible.min, x.plausible.min + (x.plausible.max - x.plausible.min) * 0.4];
    return drift(x.name, x.unit, Array.from({ length: 9 }, (_, i) => a + ((b - a) * (i + 1)) / 10), [], 10, x.name === 'Glucose' ? 0.85 : x.name === 'Age' ? 0.25 : 0.04);
  });
  return {
    model: v.model, version: String(v.version), predictions: '48211', inputs: list, risk: drift('risk', '', m.calibration_bin_edges, [], 20, 0.15),
    expectedMixtureNll: 0.301, expectedBrier: 0.0921, referenceMixtureNll: 0.283, referenceBrier: 0.0872, meanEpistemic: 0.0048, referenceEpistemic: 0.0041,
    deferralRatio: 0.091, referenceDeferralRatio: 0.071,
  };
}

const rules = { max_epistemic: 'RULE_EPISTEMIC', max_imputed_fraction: 'RULE_IMPUTED', max_interval_width: 'RULE_INTERVAL_WIDTH', max_out_of_range: 'RULE_OUT_OF_RANGE' };
function model(name, version) {
  const v = versions.find((x) => x.model === name && (!version || String(x.version) === version));
  if (!v) return undefined;
  const { m, card } = manifest(name);
  return {
    model: {
      summary: { model: name, version: String(v.version), network: m.network.name, posterior: m.rank1.posterior, members: m.rank1.components * m.rank1.samples, weightsSha256: m.weights_sha256, isDefault: true, loadedAt: new Date(started).toISOString() },
      description: m.description, task: m.task, classes: m.classes, positiveClass: m.positive_class, components: m.rank1.components, samples: m.rank1.samples,
      posterior: m.rank1.posterior, seed: String(m.rank1.seed), inputWidth: String(m.encoding.width ?? 0), decisionThreshold: m.decision_threshold, strata: m.strata,
      variables: m.schema.variables.map((x) => ({
        name: x.name, description: x.description, kind: x.kind, unit: x.unit, acceptedUnits: x.accepted_units ?? [], categories: x.categories ?? [], missing: x.missing,
        ...(x.plausible && { plausibleMin: x.plausible.min, plausibleMax: x.plausible.max }),
      })),
      deferralRules: Object.entries(m.deferral).map(([key, limit]) => ({ rule: rules[key], limit })), cohorts: m.cohorts, figures: m.figures,
      provenance: Object.fromEntries(Object.entries(m.provenance).map(([k, x]) => [k, String(x)])), modelCard: card,
      examples: [
        { name: 'Woman of 71, medical unit', description: 'Pneumonia, off the ventilator on day two', instance: {
          features: [{ name: 'Age', number: 71 }, { name: 'Gender', category: 'female' }, { name: 'Height', number: 162 }, { name: 'ICUType', category: 'medical' }],
          series: [
            { code: 'HR', hours: [0.5, 2, 6, 12, 18, 24, 30, 36, 42, 47], values: [104, 99, 96, 92, 90, 88, 90, 86, 84, 83] },
            { code: 'GCS', hours: [1, 24, 47], values: [13, 15, 15] }, { code: 'BUN', hours: [2, 26], values: [31, 28] }, { code: 'Weight', hours: [0], values: [64] },
            { code: 'Glucose', unit: 'mmol/L', hours: [2, 20], values: [8.1, 6.4] }, { code: 'Temp', hours: [1, 12, 30], values: [38.4, 37.6, 36.9] },
          ] } },
        { name: 'Man of 84, surgical unit', description: 'Low consciousness, rising lactate', instance: {
          features: [{ name: 'Age', number: 84 }, { name: 'Gender', category: 'male' }, { name: 'ICUType', category: 'surgical' }],
          series: [{ code: 'GCS', hours: [1, 24, 47], values: [8, 6, 5] }, { code: 'Lactate', hours: [3, 20, 40], values: [2.4, 4.1, 6.2] }, { code: 'HR', hours: [1, 20, 46], values: [88, 112, 121] }, { code: 'Urine', hours: [10, 30], values: [60, 30] }] } },
      ],
    },
  };
}

function predict(body) {
  const { m } = manifest(body.model);
  const violations = [];
  const known = new Map(m.schema.variables.map((x) => [x.name, x]));
  const predictions = body.instances.map((instance, index) => {
    let z = -2.6;
    const warnings = [];
    for (const f of instance.features ?? []) {
      const x = known.get(f.name);
      if (f.name === 'Age') {
        if (!(f.number >= 0 && f.number < 1e6)) violations.push({ field: `instances[${index}].features[Age]`, description: `got ${f.number}, wanted a finite number` });
        z += (f.number - 64) * 0.03;
      }
      if (x?.categories && !x.categories.includes(f.category)) violations.push({ field: `instances[${index}].features[${f.name}]`, description: `got ${f.category}, wanted a category: ${x.categories.join(', ')}` });
    }
    for (const s of instance.series ?? []) {
      const x = known.get(s.code), last = s.values?.at(-1) ?? 0;
      for (let i = 0; i < (s.hours ?? []).length; i++) {
        if (s.hours[i] < (i ? s.hours[i - 1] : 0)) violations.push({ field: `instances[${index}].series[${s.code}].hours[${i}]`, description: `got ${s.hours[i]}, wanted at least ${i ? s.hours[i - 1] : 0}, the hour before` });
      }
      if (!s.unit && x && last > x.plausible.max) warnings.push({ kind: 'KIND_OUT_OF_RANGE', field: s.code, count: 1, message: `1 reading of ${s.code} outside the plausible range was left out.` });
      if (s.code === 'GCS') z += (15 - last) * 0.22;
      if (s.code === 'Lactate') z += (last - 2) * 0.2;
      if (s.code === 'HR') z += (last - 85) * 0.008;
    }
    if (violations.length) return {};
    const absent = m.schema.variables.filter((x) => !(instance.features ?? []).some((f) => f.name === x.name) && !(instance.series ?? []).some((s) => s.code === x.name));
    for (const x of absent) warnings.push({ kind: 'KIND_IMPUTED', field: x.name, count: 0, message: `${x.name} is missing. ${x.missing}` });
    const spread = 0.1 + absent.length * 0.008;
    const members = Array.from({ length: m.rank1.components * m.rank1.samples }, (_, i) => logistic(z + spread * Math.sin(i * 2.4 + 1) * 1.3));
    const p = members.reduce((a, b) => a + b, 0) / members.length;
    const h = (q) => -(q * Math.log(q) + (1 - q) * Math.log(1 - q));
    const total = h(p), aleatoric = members.reduce((s, q) => s + h(q), 0) / members.length;
    const sorted = [...members].sort((a, b) => a - b);
    const q = (t) => { const at = t * (sorted.length - 1), low = Math.floor(at); return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]); };
    const both = (x) => [1 - x, x];
    const deferred = total - aleatoric > m.deferral.max_epistemic;
    return {
      predictionId: '0193c7b0-5f2e-7a91-8d7c-0f6f2f1b1a01', mean: both(p), stratum: m.strata.find((s) => p >= s.lower && p < s.upper).name,
      spread: { stddev: [0.03, 0.03], min: both(q(1)).map((x, i) => (i ? q(0) : x)), max: [1 - q(0), q(1)], q05: [1 - q(0.95), q(0.05)], q25: [1 - q(0.75), q(0.25)], q50: both(q(0.5)), q75: [1 - q(0.25), q(0.75)], q95: [1 - q(0.05), q(0.95)] },
      mixtureNll: [-Math.log(1 - p), -Math.log(p)], averageNll: [members.reduce((s, x) => s - Math.log(1 - x), 0) / members.length, members.reduce((s, x) => s - Math.log(x), 0) / members.length],
      uncertainty: { total, aleatoric, epistemic: total - aleatoric }, agreement: members.filter((x) => (x >= m.decision_threshold) === (p >= m.decision_threshold)).length / members.length,
      deferral: { deferred, reasons: deferred ? [{ rule: 'RULE_EPISTEMIC', value: total - aleatoric, limit: m.deferral.max_epistemic, message: 'The members disagree more than on 95 % of the training stays.' }] : [] },
      warnings, members: body.includeMembers ? members.map((x, i) => ({ component: Math.floor(i / m.rank1.samples), sample: i % m.rank1.samples, probabilities: both(x) })) : [], receipt: 'AQID',
    };
  });
  if (violations.length) return { code: 3, message: `${violations[0].field}: ${violations[0].description}`, details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }] };
  return { model: body.model, version: '1', predictions };
}

function find(query) {
  const named = versions.filter((v) => v.model === query.get('model'));
  return named.find((v) => String(v.version) === query.get('version')) ?? named[0] ?? versions[0];
}

let state = '';
export function handle(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname;
  const send = (code, type, body) => {
    response.writeHead(code, { 'Content-Type': type, 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    response.end(body);
  };
  const json = (body, code = 200) => send(code, 'application/json', JSON.stringify(body));
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    if (path === '/mock/state') { state = text; return json({}); }
    if (path.startsWith('/api/v1/')) {
      if (state === 'token' && request.headers.authorization !== 'Bearer secret') return json({ code: 16, message: 'This server wants an access token.', details: [] }, 401);
      if (state === 'off') return json({ code: 7, message: 'The API is off: this address is not loopback and no token is set.', details: [] }, 403);
      const name = path.slice(8);
      if (name === 'overview') return json(state === 'empty' ? { ...overview(), journal: { kind: 'none', state: 'ok', message: '', queued: '0', droppedPredictions: '0' }, models: [] } : overview());
      if (name === 'calibration') return json(calibration(url.searchParams));
      if (name === 'evidence') return json(evidence(url.searchParams));
      if (name === 'inputs') return json(inputs(url.searchParams));
      if (name.startsWith('models/')) {
        const found = model(name.slice(7), url.searchParams.get('version'));
        return found ? json(found) : json({ code: 5, message: `There is no model ${name.slice(7)}.`, details: [] }, 404);
      }
      if (name === 'predict') {
        const answer = predict(JSON.parse(text));
        return json(answer, answer.code ? 400 : 200);
      }
      return json({ code: 5, message: 'There is no such route.', details: [] }, 404);
    }
    const file = normalize(join(dist, path === '/' ? 'index.html' : path));
    if (!file.startsWith(dist)) return send(404, 'text/plain', 'not found');
    try {
      send(200, types[extname(file)] ?? 'application/octet-stream', readFileSync(file));
    } catch {
      send(404, 'text/plain', 'not found');
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer(handle);
  server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
}
