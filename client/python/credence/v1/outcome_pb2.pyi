from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DECISION_DEFER: Decision
DECISION_KEEP: Decision
DECISION_UNSPECIFIED: Decision
DESCRIPTOR: _descriptor.FileDescriptor
OUTCOME_STATUS_CORRECTED: OutcomeStatus
OUTCOME_STATUS_COUNTED: OutcomeStatus
OUTCOME_STATUS_DUPLICATE: OutcomeStatus
OUTCOME_STATUS_INVALID: OutcomeStatus
OUTCOME_STATUS_LABEL_INVALID: OutcomeStatus
OUTCOME_STATUS_RECEIPT_INVALID: OutcomeStatus
OUTCOME_STATUS_TOO_LATE: OutcomeStatus
OUTCOME_STATUS_UNKNOWN_MODEL: OutcomeStatus
OUTCOME_STATUS_UNKNOWN_PREDICTION: OutcomeStatus
OUTCOME_STATUS_UNSPECIFIED: OutcomeStatus

class Calibration(_message.Message):
    __slots__ = ["auprc", "auroc", "average_nll", "bins", "brier", "brier_reliability", "brier_resolution", "brier_uncertainty", "brier_within_bin", "calibration_in_the_large", "calibration_intercept", "calibration_slope", "calibration_z", "class_ece", "classwise_ece", "cohort", "decision", "deferred", "ece", "ece_debiased", "ece_equal_mass", "ece_null", "ece_within_null", "equal_mass_bins", "events", "first_outcome", "kept", "label_coverage", "last_outcome", "mce", "mean_predicted", "mixture_nll", "model", "observed_over_expected", "outcomes", "risk_coverage", "sharpness", "target", "target_class", "version"]
    AUPRC_FIELD_NUMBER: _ClassVar[int]
    AUROC_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_NLL_FIELD_NUMBER: _ClassVar[int]
    BINS_FIELD_NUMBER: _ClassVar[int]
    BRIER_FIELD_NUMBER: _ClassVar[int]
    BRIER_RELIABILITY_FIELD_NUMBER: _ClassVar[int]
    BRIER_RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    BRIER_UNCERTAINTY_FIELD_NUMBER: _ClassVar[int]
    BRIER_WITHIN_BIN_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_INTERCEPT_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_IN_THE_LARGE_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_SLOPE_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_Z_FIELD_NUMBER: _ClassVar[int]
    CLASSWISE_ECE_FIELD_NUMBER: _ClassVar[int]
    CLASS_ECE_FIELD_NUMBER: _ClassVar[int]
    COHORT_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    ECE_DEBIASED_FIELD_NUMBER: _ClassVar[int]
    ECE_EQUAL_MASS_FIELD_NUMBER: _ClassVar[int]
    ECE_FIELD_NUMBER: _ClassVar[int]
    ECE_NULL_FIELD_NUMBER: _ClassVar[int]
    ECE_WITHIN_NULL_FIELD_NUMBER: _ClassVar[int]
    EQUAL_MASS_BINS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    FIRST_OUTCOME_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COVERAGE_FIELD_NUMBER: _ClassVar[int]
    LAST_OUTCOME_FIELD_NUMBER: _ClassVar[int]
    MCE_FIELD_NUMBER: _ClassVar[int]
    MEAN_PREDICTED_FIELD_NUMBER: _ClassVar[int]
    MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_OVER_EXPECTED_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    RISK_COVERAGE_FIELD_NUMBER: _ClassVar[int]
    SHARPNESS_FIELD_NUMBER: _ClassVar[int]
    TARGET_CLASS_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    auprc: Figure
    auroc: Figure
    average_nll: Figure
    bins: _containers.RepeatedCompositeFieldContainer[CalibrationBin]
    brier: Figure
    brier_reliability: float
    brier_resolution: float
    brier_uncertainty: float
    brier_within_bin: float
    calibration_in_the_large: Figure
    calibration_intercept: Figure
    calibration_slope: Figure
    calibration_z: float
    class_ece: _containers.RepeatedScalarFieldContainer[float]
    classwise_ece: float
    cohort: str
    decision: Decision
    deferred: DecisionFigures
    ece: Figure
    ece_debiased: Figure
    ece_equal_mass: Figure
    ece_null: NullBand
    ece_within_null: bool
    equal_mass_bins: _containers.RepeatedCompositeFieldContainer[CalibrationBin]
    events: int
    first_outcome: _timestamp_pb2.Timestamp
    kept: DecisionFigures
    label_coverage: LabelCoverage
    last_outcome: _timestamp_pb2.Timestamp
    mce: Figure
    mean_predicted: float
    mixture_nll: Figure
    model: str
    observed_over_expected: Figure
    outcomes: int
    risk_coverage: _containers.RepeatedCompositeFieldContainer[RiskCoveragePoint]
    sharpness: float
    target: str
    target_class: str
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., cohort: _Optional[str] = ..., decision: _Optional[_Union[Decision, str]] = ..., target: _Optional[str] = ..., target_class: _Optional[str] = ..., outcomes: _Optional[int] = ..., events: _Optional[int] = ..., first_outcome: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_outcome: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., bins: _Optional[_Iterable[_Union[CalibrationBin, _Mapping]]] = ..., equal_mass_bins: _Optional[_Iterable[_Union[CalibrationBin, _Mapping]]] = ..., ece: _Optional[_Union[Figure, _Mapping]] = ..., ece_equal_mass: _Optional[_Union[Figure, _Mapping]] = ..., ece_debiased: _Optional[_Union[Figure, _Mapping]] = ..., mce: _Optional[_Union[Figure, _Mapping]] = ..., ece_null: _Optional[_Union[NullBand, _Mapping]] = ..., ece_within_null: bool = ..., brier: _Optional[_Union[Figure, _Mapping]] = ..., brier_reliability: _Optional[float] = ..., brier_resolution: _Optional[float] = ..., brier_uncertainty: _Optional[float] = ..., brier_within_bin: _Optional[float] = ..., mixture_nll: _Optional[_Union[Figure, _Mapping]] = ..., average_nll: _Optional[_Union[Figure, _Mapping]] = ..., auroc: _Optional[_Union[Figure, _Mapping]] = ..., auprc: _Optional[_Union[Figure, _Mapping]] = ..., observed_over_expected: _Optional[_Union[Figure, _Mapping]] = ..., calibration_z: _Optional[float] = ..., calibration_slope: _Optional[_Union[Figure, _Mapping]] = ..., calibration_intercept: _Optional[_Union[Figure, _Mapping]] = ..., calibration_in_the_large: _Optional[_Union[Figure, _Mapping]] = ..., sharpness: _Optional[float] = ..., mean_predicted: _Optional[float] = ..., classwise_ece: _Optional[float] = ..., class_ece: _Optional[_Iterable[float]] = ..., risk_coverage: _Optional[_Iterable[_Union[RiskCoveragePoint, _Mapping]]] = ..., kept: _Optional[_Union[DecisionFigures, _Mapping]] = ..., deferred: _Optional[_Union[DecisionFigures, _Mapping]] = ..., label_coverage: _Optional[_Union[LabelCoverage, _Mapping]] = ...) -> None: ...

class CalibrationBin(_message.Message):
    __slots__ = ["lower", "null_high", "null_low", "observed", "observed_high", "observed_low", "outcomes", "predicted", "upper"]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    NULL_HIGH_FIELD_NUMBER: _ClassVar[int]
    NULL_LOW_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_HIGH_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_LOW_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    PREDICTED_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    lower: float
    null_high: float
    null_low: float
    observed: float
    observed_high: float
    observed_low: float
    outcomes: int
    predicted: float
    upper: float
    def __init__(self, lower: _Optional[float] = ..., upper: _Optional[float] = ..., outcomes: _Optional[int] = ..., predicted: _Optional[float] = ..., observed: _Optional[float] = ..., observed_low: _Optional[float] = ..., observed_high: _Optional[float] = ..., null_low: _Optional[float] = ..., null_high: _Optional[float] = ...) -> None: ...

class DecisionFigures(_message.Message):
    __slots__ = ["brier", "ece", "error", "mixture_nll", "observed_over_expected", "outcomes"]
    BRIER_FIELD_NUMBER: _ClassVar[int]
    ECE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_OVER_EXPECTED_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    brier: float
    ece: float
    error: float
    mixture_nll: float
    observed_over_expected: float
    outcomes: int
    def __init__(self, outcomes: _Optional[int] = ..., mixture_nll: _Optional[float] = ..., brier: _Optional[float] = ..., error: _Optional[float] = ..., ece: _Optional[float] = ..., observed_over_expected: _Optional[float] = ...) -> None: ...

class Figure(_message.Message):
    __slots__ = ["high", "low", "value"]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    high: float
    low: float
    value: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class GetCalibrationRequest(_message.Message):
    __slots__ = ["bins", "cohort", "decision", "last_duration", "last_outcomes", "model", "target_class", "version"]
    BINS_FIELD_NUMBER: _ClassVar[int]
    COHORT_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    LAST_DURATION_FIELD_NUMBER: _ClassVar[int]
    LAST_OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    TARGET_CLASS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    bins: int
    cohort: str
    decision: Decision
    last_duration: _duration_pb2.Duration
    last_outcomes: int
    model: str
    target_class: int
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., cohort: _Optional[str] = ..., decision: _Optional[_Union[Decision, str]] = ..., last_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., last_outcomes: _Optional[int] = ..., bins: _Optional[int] = ..., target_class: _Optional[int] = ...) -> None: ...

class GetCalibrationResponse(_message.Message):
    __slots__ = ["calibration"]
    CALIBRATION_FIELD_NUMBER: _ClassVar[int]
    calibration: Calibration
    def __init__(self, calibration: _Optional[_Union[Calibration, _Mapping]] = ...) -> None: ...

class LabelCoverage(_message.Message):
    __slots__ = ["delay_max", "delay_median", "delay_q90", "predictions", "ratio", "with_outcome"]
    DELAY_MAX_FIELD_NUMBER: _ClassVar[int]
    DELAY_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    DELAY_Q90_FIELD_NUMBER: _ClassVar[int]
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    WITH_OUTCOME_FIELD_NUMBER: _ClassVar[int]
    delay_max: _duration_pb2.Duration
    delay_median: _duration_pb2.Duration
    delay_q90: _duration_pb2.Duration
    predictions: int
    ratio: float
    with_outcome: int
    def __init__(self, predictions: _Optional[int] = ..., with_outcome: _Optional[int] = ..., ratio: _Optional[float] = ..., delay_median: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., delay_q90: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., delay_max: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class NullBand(_message.Message):
    __slots__ = ["q05", "q50", "q95", "q99"]
    Q05_FIELD_NUMBER: _ClassVar[int]
    Q50_FIELD_NUMBER: _ClassVar[int]
    Q95_FIELD_NUMBER: _ClassVar[int]
    Q99_FIELD_NUMBER: _ClassVar[int]
    q05: float
    q50: float
    q95: float
    q99: float
    def __init__(self, q05: _Optional[float] = ..., q50: _Optional[float] = ..., q95: _Optional[float] = ..., q99: _Optional[float] = ...) -> None: ...

class Outcome(_message.Message):
    __slots__ = ["label", "model", "observed_at", "prediction_id", "receipt", "version"]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_AT_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    label: int
    model: str
    observed_at: _timestamp_pb2.Timestamp
    prediction_id: str
    receipt: bytes
    version: int
    def __init__(self, prediction_id: _Optional[str] = ..., receipt: _Optional[bytes] = ..., label: _Optional[int] = ..., observed_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., model: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class OutcomeCount(_message.Message):
    __slots__ = ["outcomes", "status"]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    outcomes: int
    status: OutcomeStatus
    def __init__(self, status: _Optional[_Union[OutcomeStatus, str]] = ..., outcomes: _Optional[int] = ...) -> None: ...

class OutcomeResult(_message.Message):
    __slots__ = ["message", "model", "prediction_id", "previous_label", "status", "version"]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_LABEL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    message: str
    model: str
    prediction_id: str
    previous_label: int
    status: OutcomeStatus
    version: int
    def __init__(self, prediction_id: _Optional[str] = ..., status: _Optional[_Union[OutcomeStatus, str]] = ..., model: _Optional[str] = ..., version: _Optional[int] = ..., previous_label: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...

class RefusedOutcome(_message.Message):
    __slots__ = ["position", "result"]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    position: int
    result: OutcomeResult
    def __init__(self, position: _Optional[int] = ..., result: _Optional[_Union[OutcomeResult, _Mapping]] = ...) -> None: ...

class ReportOutcomesRequest(_message.Message):
    __slots__ = ["outcomes"]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[Outcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[Outcome, _Mapping]]] = ...) -> None: ...

class ReportOutcomesResponse(_message.Message):
    __slots__ = ["results"]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[OutcomeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[OutcomeResult, _Mapping]]] = ...) -> None: ...

class ReportOutcomesStreamRequest(_message.Message):
    __slots__ = ["outcomes"]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[Outcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[Outcome, _Mapping]]] = ...) -> None: ...

class ReportOutcomesStreamResponse(_message.Message):
    __slots__ = ["counts", "refused"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[OutcomeCount]
    refused: _containers.RepeatedCompositeFieldContainer[RefusedOutcome]
    def __init__(self, counts: _Optional[_Iterable[_Union[OutcomeCount, _Mapping]]] = ..., refused: _Optional[_Iterable[_Union[RefusedOutcome, _Mapping]]] = ...) -> None: ...

class RiskCoveragePoint(_message.Message):
    __slots__ = ["coverage", "error", "mixture_nll", "threshold"]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    coverage: float
    error: float
    mixture_nll: float
    threshold: float
    def __init__(self, coverage: _Optional[float] = ..., threshold: _Optional[float] = ..., mixture_nll: _Optional[float] = ..., error: _Optional[float] = ...) -> None: ...

class OutcomeStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Decision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
