from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AcceptedUnit(_message.Message):
    __slots__ = ["factor", "offset", "unit"]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    factor: float
    offset: float
    unit: str
    def __init__(self, unit: _Optional[str] = ..., factor: _Optional[float] = ..., offset: _Optional[float] = ...) -> None: ...

class Deferral(_message.Message):
    __slots__ = ["deferred", "reasons"]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    deferred: bool
    reasons: _containers.RepeatedCompositeFieldContainer[DeferralReason]
    def __init__(self, deferred: bool = ..., reasons: _Optional[_Iterable[_Union[DeferralReason, _Mapping]]] = ...) -> None: ...

class DeferralReason(_message.Message):
    __slots__ = ["limit", "message", "rule", "value"]
    class Rule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RULE_AGREEMENT: DeferralReason.Rule
    RULE_EPISTEMIC: DeferralReason.Rule
    RULE_FIELD_NUMBER: _ClassVar[int]
    RULE_IMPUTED: DeferralReason.Rule
    RULE_INTERVAL_WIDTH: DeferralReason.Rule
    RULE_OUT_OF_RANGE: DeferralReason.Rule
    RULE_UNSPECIFIED: DeferralReason.Rule
    VALUE_FIELD_NUMBER: _ClassVar[int]
    limit: float
    message: str
    rule: DeferralReason.Rule
    value: float
    def __init__(self, rule: _Optional[_Union[DeferralReason.Rule, str]] = ..., value: _Optional[float] = ..., limit: _Optional[float] = ..., message: _Optional[str] = ...) -> None: ...

class DeferralRule(_message.Message):
    __slots__ = ["limit", "rule"]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    limit: float
    rule: DeferralReason.Rule
    def __init__(self, rule: _Optional[_Union[DeferralReason.Rule, str]] = ..., limit: _Optional[float] = ...) -> None: ...

class Example(_message.Message):
    __slots__ = ["description", "instance", "name"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    INSTANCE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    description: str
    instance: Instance
    name: str
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., instance: _Optional[_Union[Instance, _Mapping]] = ...) -> None: ...

class Examples(_message.Message):
    __slots__ = ["examples"]
    EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    examples: _containers.RepeatedCompositeFieldContainer[Example]
    def __init__(self, examples: _Optional[_Iterable[_Union[Example, _Mapping]]] = ...) -> None: ...

class Feature(_message.Message):
    __slots__ = ["category", "name", "number", "unit"]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    category: str
    name: str
    number: float
    unit: str
    def __init__(self, name: _Optional[str] = ..., number: _Optional[float] = ..., category: _Optional[str] = ..., unit: _Optional[str] = ...) -> None: ...

class GetModelRequest(_message.Message):
    __slots__ = ["model", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: str
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetModelResponse(_message.Message):
    __slots__ = ["model"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    model: Model
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ...) -> None: ...

class Instance(_message.Message):
    __slots__ = ["cohort", "features", "label", "prediction_id", "series", "tensor"]
    COHORT_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    TENSOR_FIELD_NUMBER: _ClassVar[int]
    cohort: str
    features: _containers.RepeatedCompositeFieldContainer[Feature]
    label: int
    prediction_id: str
    series: _containers.RepeatedCompositeFieldContainer[Series]
    tensor: Tensor
    def __init__(self, prediction_id: _Optional[str] = ..., features: _Optional[_Iterable[_Union[Feature, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[Series, _Mapping]]] = ..., tensor: _Optional[_Union[Tensor, _Mapping]] = ..., label: _Optional[int] = ..., cohort: _Optional[str] = ...) -> None: ...

class ListModelsRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ListModelsResponse(_message.Message):
    __slots__ = ["models"]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[ModelSummary]
    def __init__(self, models: _Optional[_Iterable[_Union[ModelSummary, _Mapping]]] = ...) -> None: ...

class Member(_message.Message):
    __slots__ = ["component", "probabilities", "sample"]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    PROBABILITIES_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    component: int
    probabilities: _containers.RepeatedScalarFieldContainer[float]
    sample: int
    def __init__(self, component: _Optional[int] = ..., sample: _Optional[int] = ..., probabilities: _Optional[_Iterable[float]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ["classes", "cohorts", "components", "decision_threshold", "deferral_rules", "description", "examples", "figures", "input_width", "model_card", "positive_class", "posterior", "provenance", "samples", "seed", "strata", "summary", "task", "variables"]
    class FiguresEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    class ProvenanceEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COHORTS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    DECISION_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    DEFERRAL_RULES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    INPUT_WIDTH_FIELD_NUMBER: _ClassVar[int]
    MODEL_CARD_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_CLASS_FIELD_NUMBER: _ClassVar[int]
    POSTERIOR_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    STRATA_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    VARIABLES_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedScalarFieldContainer[str]
    cohorts: _containers.RepeatedScalarFieldContainer[str]
    components: int
    decision_threshold: float
    deferral_rules: _containers.RepeatedCompositeFieldContainer[DeferralRule]
    description: str
    examples: _containers.RepeatedCompositeFieldContainer[Example]
    figures: _containers.ScalarMap[str, float]
    input_width: int
    model_card: str
    positive_class: int
    posterior: str
    provenance: _containers.ScalarMap[str, str]
    samples: int
    seed: int
    strata: _containers.RepeatedCompositeFieldContainer[Stratum]
    summary: ModelSummary
    task: str
    variables: _containers.RepeatedCompositeFieldContainer[Variable]
    def __init__(self, summary: _Optional[_Union[ModelSummary, _Mapping]] = ..., description: _Optional[str] = ..., task: _Optional[str] = ..., classes: _Optional[_Iterable[str]] = ..., positive_class: _Optional[int] = ..., components: _Optional[int] = ..., samples: _Optional[int] = ..., posterior: _Optional[str] = ..., seed: _Optional[int] = ..., input_width: _Optional[int] = ..., variables: _Optional[_Iterable[_Union[Variable, _Mapping]]] = ..., decision_threshold: _Optional[float] = ..., strata: _Optional[_Iterable[_Union[Stratum, _Mapping]]] = ..., deferral_rules: _Optional[_Iterable[_Union[DeferralRule, _Mapping]]] = ..., cohorts: _Optional[_Iterable[str]] = ..., figures: _Optional[_Mapping[str, float]] = ..., provenance: _Optional[_Mapping[str, str]] = ..., model_card: _Optional[str] = ..., examples: _Optional[_Iterable[_Union[Example, _Mapping]]] = ...) -> None: ...

class ModelSummary(_message.Message):
    __slots__ = ["is_default", "loaded_at", "members", "model", "network", "posterior", "version", "weights_sha256"]
    IS_DEFAULT_FIELD_NUMBER: _ClassVar[int]
    LOADED_AT_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    POSTERIOR_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_SHA256_FIELD_NUMBER: _ClassVar[int]
    is_default: bool
    loaded_at: _timestamp_pb2.Timestamp
    members: int
    model: str
    network: str
    posterior: str
    version: int
    weights_sha256: str
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., network: _Optional[str] = ..., members: _Optional[int] = ..., weights_sha256: _Optional[str] = ..., is_default: bool = ..., loaded_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., posterior: _Optional[str] = ...) -> None: ...

class PredictRequest(_message.Message):
    __slots__ = ["exploratory", "include_members", "instances", "model", "version"]
    EXPLORATORY_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    INSTANCES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    exploratory: bool
    include_members: bool
    instances: _containers.RepeatedCompositeFieldContainer[Instance]
    model: str
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., instances: _Optional[_Iterable[_Union[Instance, _Mapping]]] = ..., include_members: bool = ..., exploratory: bool = ...) -> None: ...

class PredictResponse(_message.Message):
    __slots__ = ["model", "predictions", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PREDICTIONS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: str
    predictions: _containers.RepeatedCompositeFieldContainer[Prediction]
    version: int
    def __init__(self, model: _Optional[str] = ..., version: _Optional[int] = ..., predictions: _Optional[_Iterable[_Union[Prediction, _Mapping]]] = ...) -> None: ...

class PredictStreamRequest(_message.Message):
    __slots__ = ["request"]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: PredictRequest
    def __init__(self, request: _Optional[_Union[PredictRequest, _Mapping]] = ...) -> None: ...

class PredictStreamResponse(_message.Message):
    __slots__ = ["error", "response"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    error: _status_pb2.Status
    response: PredictResponse
    def __init__(self, response: _Optional[_Union[PredictResponse, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class Prediction(_message.Message):
    __slots__ = ["agreement", "average_nll", "deferral", "label_average_nll", "label_mixture_nll", "mean", "members", "mixture_nll", "prediction_id", "receipt", "spread", "stratum", "uncertainty", "warnings"]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_NLL_FIELD_NUMBER: _ClassVar[int]
    DEFERRAL_FIELD_NUMBER: _ClassVar[int]
    LABEL_AVERAGE_NLL_FIELD_NUMBER: _ClassVar[int]
    LABEL_MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    MEAN_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    MIXTURE_NLL_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    SPREAD_FIELD_NUMBER: _ClassVar[int]
    STRATUM_FIELD_NUMBER: _ClassVar[int]
    UNCERTAINTY_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    agreement: float
    average_nll: _containers.RepeatedScalarFieldContainer[float]
    deferral: Deferral
    label_average_nll: float
    label_mixture_nll: float
    mean: _containers.RepeatedScalarFieldContainer[float]
    members: _containers.RepeatedCompositeFieldContainer[Member]
    mixture_nll: _containers.RepeatedScalarFieldContainer[float]
    prediction_id: str
    receipt: bytes
    spread: Spread
    stratum: str
    uncertainty: Uncertainty
    warnings: _containers.RepeatedCompositeFieldContainer[Warning]
    def __init__(self, prediction_id: _Optional[str] = ..., mean: _Optional[_Iterable[float]] = ..., spread: _Optional[_Union[Spread, _Mapping]] = ..., mixture_nll: _Optional[_Iterable[float]] = ..., average_nll: _Optional[_Iterable[float]] = ..., label_mixture_nll: _Optional[float] = ..., label_average_nll: _Optional[float] = ..., uncertainty: _Optional[_Union[Uncertainty, _Mapping]] = ..., stratum: _Optional[str] = ..., agreement: _Optional[float] = ..., deferral: _Optional[_Union[Deferral, _Mapping]] = ..., warnings: _Optional[_Iterable[_Union[Warning, _Mapping]]] = ..., members: _Optional[_Iterable[_Union[Member, _Mapping]]] = ..., receipt: _Optional[bytes] = ...) -> None: ...

class Series(_message.Message):
    __slots__ = ["code", "hours", "unit", "values"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    code: str
    hours: _containers.RepeatedScalarFieldContainer[float]
    unit: str
    values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, code: _Optional[str] = ..., unit: _Optional[str] = ..., hours: _Optional[_Iterable[float]] = ..., values: _Optional[_Iterable[float]] = ...) -> None: ...

class Spread(_message.Message):
    __slots__ = ["max", "min", "q05", "q25", "q50", "q75", "q95", "stddev"]
    MAX_FIELD_NUMBER: _ClassVar[int]
    MIN_FIELD_NUMBER: _ClassVar[int]
    Q05_FIELD_NUMBER: _ClassVar[int]
    Q25_FIELD_NUMBER: _ClassVar[int]
    Q50_FIELD_NUMBER: _ClassVar[int]
    Q75_FIELD_NUMBER: _ClassVar[int]
    Q95_FIELD_NUMBER: _ClassVar[int]
    STDDEV_FIELD_NUMBER: _ClassVar[int]
    max: _containers.RepeatedScalarFieldContainer[float]
    min: _containers.RepeatedScalarFieldContainer[float]
    q05: _containers.RepeatedScalarFieldContainer[float]
    q25: _containers.RepeatedScalarFieldContainer[float]
    q50: _containers.RepeatedScalarFieldContainer[float]
    q75: _containers.RepeatedScalarFieldContainer[float]
    q95: _containers.RepeatedScalarFieldContainer[float]
    stddev: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, stddev: _Optional[_Iterable[float]] = ..., min: _Optional[_Iterable[float]] = ..., max: _Optional[_Iterable[float]] = ..., q05: _Optional[_Iterable[float]] = ..., q25: _Optional[_Iterable[float]] = ..., q50: _Optional[_Iterable[float]] = ..., q75: _Optional[_Iterable[float]] = ..., q95: _Optional[_Iterable[float]] = ...) -> None: ...

class Stratum(_message.Message):
    __slots__ = ["lower", "name", "upper"]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    lower: float
    name: str
    upper: float
    def __init__(self, name: _Optional[str] = ..., lower: _Optional[float] = ..., upper: _Optional[float] = ...) -> None: ...

class Tensor(_message.Message):
    __slots__ = ["raw", "shape", "values"]
    RAW_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    raw: bytes
    shape: _containers.RepeatedScalarFieldContainer[int]
    values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, shape: _Optional[_Iterable[int]] = ..., values: _Optional[_Iterable[float]] = ..., raw: _Optional[bytes] = ...) -> None: ...

class Uncertainty(_message.Message):
    __slots__ = ["aleatoric", "epistemic", "total"]
    ALEATORIC_FIELD_NUMBER: _ClassVar[int]
    EPISTEMIC_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    aleatoric: float
    epistemic: float
    total: float
    def __init__(self, total: _Optional[float] = ..., aleatoric: _Optional[float] = ..., epistemic: _Optional[float] = ...) -> None: ...

class Variable(_message.Message):
    __slots__ = ["accepted_units", "categories", "description", "kind", "missing", "name", "plausible_max", "plausible_min", "unit"]
    ACCEPTED_UNITS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PLAUSIBLE_MAX_FIELD_NUMBER: _ClassVar[int]
    PLAUSIBLE_MIN_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    accepted_units: _containers.RepeatedCompositeFieldContainer[AcceptedUnit]
    categories: _containers.RepeatedScalarFieldContainer[str]
    description: str
    kind: str
    missing: str
    name: str
    plausible_max: float
    plausible_min: float
    unit: str
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., kind: _Optional[str] = ..., unit: _Optional[str] = ..., accepted_units: _Optional[_Iterable[_Union[AcceptedUnit, _Mapping]]] = ..., plausible_min: _Optional[float] = ..., plausible_max: _Optional[float] = ..., categories: _Optional[_Iterable[str]] = ..., missing: _Optional[str] = ...) -> None: ...

class Warning(_message.Message):
    __slots__ = ["count", "field", "kind", "message"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    KIND_CLIPPED: Warning.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_IMPUTED: Warning.Kind
    KIND_OUT_OF_RANGE: Warning.Kind
    KIND_REPAIRED: Warning.Kind
    KIND_UNSPECIFIED: Warning.Kind
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    count: int
    field: str
    kind: Warning.Kind
    message: str
    def __init__(self, kind: _Optional[_Union[Warning.Kind, str]] = ..., field: _Optional[str] = ..., count: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...
