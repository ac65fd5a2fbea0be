// The messages of proto/credence/v1 in protobuf's JSON mapping: int64 is a string, a Duration is "1.5s", a Timestamp
// is RFC 3339, and a double that is not finite is "Infinity" or "NaN". Absent optional fields are undefined.
export type Int64 = string | number;
export type Double = number | 'NaN' | 'Infinity' | '-Infinity';
export type Duration = string;
export type Timestamp = string;

export interface Overview {
  health: string;
  startedAt?: Timestamp;
  serverVersion: string;
  journal?: Journal;
  models?: ModelOverview[];
}

export interface Journal {
  kind: string;
  state: string;
  message: string;
  queued: Int64;
  droppedPredictions: Int64;
}

export type Color = 'COLOR_UNSPECIFIED' | 'COLOR_GREY' | 'COLOR_GREEN' | 'COLOR_YELLOW' | 'COLOR_RED';

export interface ModelOverview {
  model: string;
  version: Int64;
  isDefault: boolean;
  members: number;
  network: string;
  predictionRate: Double;
  latencyMedian?: Duration;
  latencyQ99?: Duration;
  errorRatio: Double;
  deferralRatio: Double;
  light?: { color: Color; reason: string };
  predictions: Int64;
  outcomes: Int64;
}

export interface Evidence {
  model: string;
  version: Int64;
  logEvidence: Double;
  logEvidenceMax: Double;
  logThreshold: Double;
  alarmed: boolean;
  alarmedAt?: Timestamp;
  outcomes: Int64;
  history?: { outcomes: Int64; time?: Timestamp; logEvidence: Double }[];
}

export interface Inputs {
  model: string;
  version: Int64;
  predictions: Int64;
  inputs?: InputDrift[];
  risk?: InputDrift;
  expectedMixtureNll?: Double;
  expectedBrier?: Double;
  referenceMixtureNll?: Double;
  referenceBrier?: Double;
  meanEpistemic?: Double;
  referenceEpistemic?: Double;
  deferralRatio?: Double;
  referenceDeferralRatio?: Double;
}

export interface InputDrift {
  name: string;
  unit: string;
  edges?: Double[];
  categories?: string[];
  reference?: Double[];
  current?: Double[];
  psi?: Double;
  psiNullQ95?: Double;
  missing: Double;
  referenceMissing: Double;
  outOfRange: Double;
  referenceOutOfRange: Double;
}

export interface Figure {
  value: Double;
  low?: Double;
  high?: Double;
}

export interface CalibrationBin {
  lower: Double;
  upper: Double;
  outcomes: Int64;
  predicted: Double;
  observed: Double;
  observedLow: Double;
  observedHigh: Double;
  nullLow: Double;
  nullHigh: Double;
}

export interface DecisionFigures {
  outcomes: Int64;
  mixtureNll?: Double;
  brier?: Double;
  error?: Double;
  ece?: Double;
  observedOverExpected?: Double;
}

export interface RiskCoveragePoint {
  coverage: Double;
  threshold: Double;
  mixtureNll: Double;
  error: Double;
}

export interface Calibration {
  model: string;
  version: Int64;
  cohort: string;
  decision: string;
  target: string;
  targetClass: string;
  outcomes: Int64;
  events: Int64;
  firstOutcome?: Timestamp;
  lastOutcome?: Timestamp;
  bins?: CalibrationBin[];
  equalMassBins?: CalibrationBin[];
  ece?: Figure;
  eceEqualMass?: Figure;
  eceDebiased?: Figure;
  mce?: Figure;
  eceNull?: { q05: Double; q50: Double; q95: Double; q99: Double };
  eceWithinNull: boolean;
  brier?: Figure;
  brierReliability?: Double;
  brierResolution?: Double;
  brierUncertainty?: Double;
  brierWithinBin?: Double;
  mixtureNll?: Figure;
  averageNll?: Figure;
  auroc?: Figure;
  auprc?: Figure;
  observedOverExpected?: Figure;
  calibrationZ?: Double;
  calibrationSlope?: Figure;
  calibrationIntercept?: Figure;
  calibrationInTheLarge?: Figure;
  sharpness?: Double;
  meanPredicted?: Double;
  classwiseEce?: Double;
  classEce?: Double[];
  riskCoverage?: RiskCoveragePoint[];
  kept?: DecisionFigures;
  deferred?: DecisionFigures;
  labelCoverage?: {
    predictions: Int64;
    withOutcome: Int64;
    ratio?: Double;
    delayMedian?: Duration;
    delayQ90?: Duration;
    delayMax?: Duration;
  };
}

export interface Variable {
  name: string;
  description: string;
  kind: string;
  unit: string;
  acceptedUnits?: { unit: string; factor: Double; offset: Double }[];
  plausibleMin?: Double;
  plausibleMax?: Double;
  categories?: string[];
  missing: string;
}

export interface Model {
  summary?: {
    model: string;
    version: Int64;
    network: string;
    members: number;
    weightsSha256: string;
    isDefault: boolean;
    loadedAt?: Timestamp;
    posterior: string;
  };
  description: string;
  task: string;
  classes?: string[];
  positiveClass: number;
  components: number;
  samples: number;
  posterior: string;
  seed: Int64;
  inputWidth: Int64;
  variables?: Variable[];
  decisionThreshold: Double;
  strata?: { name: string; lower: Double; upper: Double }[];
  deferralRules?: { rule: string; limit: Double }[];
  cohorts?: string[];
  figures?: Record<string, Double>;
  provenance?: Record<string, string>;
  modelCard: string;
  examples?: { name: string; description: string; instance?: Instance }[];
}

export interface Feature {
  name: string;
  number?: number;
  category?: string;
  unit?: string;
}

export interface Series {
  code: string;
  unit?: string;
  hours?: number[];
  values?: number[];
}

export interface Instance {
  predictionId?: string;
  features?: Feature[];
  series?: Series[];
  tensor?: { shape?: Int64[]; values?: number[]; raw?: string };
  label?: number;
  cohort?: string;
}

export interface PredictRequest {
  model: string;
  version?: string;
  instances: Instance[];
  includeMembers?: boolean;
  exploratory?: boolean;
}

export interface Prediction {
  predictionId: string;
  mean?: Double[];
  spread?: Record<'stddev' | 'min' | 'max' | 'q05' | 'q25' | 'q50' | 'q75' | 'q95', Double[] | undefined>;
  mixtureNll?: Double[];
  averageNll?: Double[];
  uncertainty?: { total: Double; aleatoric: Double; epistemic: Double };
  stratum: string;
  agreement: Double;
  deferral?: { deferred: boolean; reasons?: { rule: string; value: Double; limit: Double; message: string }[] };
  warnings?: { kind: string; field: string; count: number; message: string }[];
  members?: { component: number; sample: number; probabilities?: Double[] }[];
  receipt?: string;
}

export interface PredictResponse {
  model: string;
  version: Int64;
  predictions?: Prediction[];
}

/** google.rpc.Status */
export interface Status {
  code?: number;
  message?: string;
  details?: { '@type'?: string; fieldViolations?: { field: string; description: string }[] }[];
}
