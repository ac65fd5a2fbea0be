from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EvidencePoint(_message.Message):
    __slots__ = ["log_evidence", "outcomes", "time"]
    LOG_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    log_evidence: float
    outcomes: int
    time: _timestamp_pb2.Timestamp
    def __init__(self, outcomes: _Optional[int] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., log_evidence: _Optional[float] = ...) -> None: ...

class GetEvidenceRequest(_message.Message):
    __slots__ = ["model", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: str
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetEvidenceResponse(_message.Message):
    __slots__ = ["alarmed", "alarmed_at", "history", "log_evidence", "log_evidence_max", "log_threshold", "model", "outcomes", "version"]
    ALARMED_AT_FIELD_NUMBER: _ClassVar[int]
    ALARMED_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    LOG_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    LOG_EVIDENCE_MAX_FIELD_NUMBER: _ClassVar[int]
    LOG_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    alarmed: bool
    alarmed_at: _timestamp_pb2.Timestamp
    history: _containers.RepeatedCompositeFieldContainer[EvidencePoint]
    log_evidence: float
    log_evidence_max: float
    log_threshold: float
    model: str
    outcomes: int
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., log_evidence: _Optional[float] = ..., log_evidence_max: _Optional[float] = ..., log_threshold: _Optional[float] = ..., alarmed: bool = ..., alarmed_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., outcomes: _Optional[int] = ..., history: _Optional[_Iterable[_Union[EvidencePoint, _Mapping]]] = ...) -> None: ...

class GetInputsRequest(_message.Message):
    __slots__ = ["model", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: str
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetInputsResponse(_message.Message):
    __slots__ = ["deferral_ratio", "expected_brier", "expected_mixture_nll", "inputs", "mean_epistemic", "model", "predictions", "reference_brier", "reference_deferral_ratio", "reference_epistemic", "reference_mixture_nll", "risk", "version"]
    DEFERRAL_RATIO_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_BRIER_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    MEAN_EPISTEMIC_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_BRIER_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_DEFERRAL_RATIO_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_EPISTEMIC_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    RISK_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    deferral_ratio: float
    expected_brier: float
    expected_mixture_nll: float
    inputs: _containers.RepeatedCompositeFieldContainer[InputDrift]
    mean_epistemic: float
    model: str
    predictions: int
    reference_brier: float
    reference_deferral_ratio: float
    reference_epistemic: float
    reference_mixture_nll: float
    risk: InputDrift
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., predictions: _Optional[int] = ..., inputs: _Optional[_Iterable[_Union[InputDrift, _Mapping]]] = ..., risk: _Optional[_Union[InputDrift, _Mapping]] = ..., expected_mixture_nll: _Optional[float] = ..., expected_brier: _Optional[float] = ..., reference_mixture_nll: _Optional[float] = ..., reference_brier: _Optional[float] = ..., mean_epistemic: _Optional[float] = ..., reference_epistemic: _Optional[float] = ..., deferral_ratio: _Optional[float] = ..., reference_deferral_ratio: _Optional[float] = ...) -> None: ...

class GetOverviewRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetOverviewResponse(_message.Message):
    __slots__ = ["health", "journal", "models", "server_version", "started_at"]
    HEALTH_FIELD_NUMBER: _ClassVar[int]
    JOURNAL_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    SERVER_VERSION_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    health: str
    journal: JournalState
    models: _containers.RepeatedCompositeFieldContainer[ModelOverview]
    server_version: str
    started_at: _timestamp_pb2.Timestamp
    def __init__(self, health: _Optional[str] = ..., started_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., server_version: _Optional[str] = ..., journal: _Optional[_Union[JournalState, _Mapping]] = ..., models: _Optional[_Iterable[_Union[ModelOverview, _Mapping]]] = ...) -> None: ...

class InputDrift(_message.Message):
    __slots__ = ["categories", "current", "edges", "missing", "name", "out_of_range", "psi", "psi_null_q95", "reference", "reference_missing", "reference_out_of_range", "unit"]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    EDGES_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_RANGE_FIELD_NUMBER: _ClassVar[int]
    PSI_FIELD_NUMBER: _ClassVar[int]
    PSI_NULL_Q95_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_MISSING_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_OUT_OF_RANGE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedScalarFieldContainer[str]
    current: _containers.RepeatedScalarFieldContainer[float]
    edges: _containers.RepeatedScalarFieldContainer[float]
    missing: float
    name: str
    out_of_range: float
    psi: float
    psi_null_q95: float
    reference: _containers.RepeatedScalarFieldContainer[float]
    reference_missing: float
    reference_out_of_range: float
    unit: str
    def __init__(self, name: _Optional[str] = ..., unit: _Optional[str] = ..., edges: _Optional[_Iterable[float]] = ..., categories: _Optional[_Iterable[str]] = ..., reference: _Optional[_Iterable[float]] = ..., current: _Optional[_Iterable[float]] = ..., psi: _Optional[float] = ..., psi_null_q95: _Optional[float] = ..., missing: _Optional[float] = ..., reference_missing: _Optional[float] = ..., out_of_range: _Optional[float] = ..., reference_out_of_range: _Optional[float] = ...) -> None: ...

class JournalState(_message.Message):
    __slots__ = ["dropped_predictions", "kind", "message", "queued", "state"]
    DROPPED_PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    dropped_predictions: int
    kind: str
    message: str
    queued: int
    state: str
    def __init__(self, kind: _Optional[str] = ..., state: _Optional[str] = ..., message: _Optional[str] = ..., queued: _Optional[int] = ..., dropped_predictions: _Optional[int] = ...) -> None: ...

class ModelOverview(_message.Message):
    __slots__ = ["deferral_ratio", "error_ratio", "is_default", "latency_median", "latency_q99", "light", "members", "model", "network", "outcomes", "prediction_rate", "predictions", "version"]
    DEFERRAL_RATIO_FIELD_NUMBER: _ClassVar[int]
    ERROR_RATIO_FIELD_NUMBER: _ClassVar[int]
    IS_DEFAULT_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    LATENCY_Q99_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_RATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    deferral_ratio: float
    error_ratio: float
    is_default: bool
    latency_median: _duration_pb2.Duration
    latency_q99: _duration_pb2.Duration
    light: TrafficLight
    members: int
    model: str
    network: str
    outcomes: int
    prediction_rate: float
    predictions: int
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., is_default: bool = ..., members: _Optional[int] = ..., network: _Optional[str] = ..., prediction_rate: _Optional[float] = ..., latency_median: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., latency_q99: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., error_ratio: _Optional[float] = ..., deferral_ratio: _Optional[float] = ..., light: _Optional[_Union[TrafficLight, _Mapping]] = ..., predictions: _Optional[int] = ..., outcomes: _Optional[int] = ...) -> None: ...

class TrafficLight(_message.Message):
    __slots__ = ["color", "reason"]
    class Color(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    COLOR_FIELD_NUMBER: _ClassVar[int]
    COLOR_GREEN: TrafficLight.Color
    COLOR_GREY: TrafficLight.Color
    COLOR_RED: TrafficLight.Color
    COLOR_UNSPECIFIED: TrafficLight.Color
    COLOR_YELLOW: TrafficLight.Color
    REASON_FIELD_NUMBER: _ClassVar[int]
    color: TrafficLight.Color
    reason: str
    def __init__(self, color: _Optional[_Union[TrafficLight.Color, str]] = ..., reason: _Optional[str] = ...) -> None: ...
