"""The client: a thin layer over the generated stub that adds a deadline, retries, typed errors and plain values."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Union

import grpc

from credence import answers, errors
from credence.v1 import monitoring_pb2, monitoring_pb2_grpc, outcome_pb2, outcome_pb2_grpc
from credence.v1 import prediction_pb2 as pb
from credence.v1 import prediction_pb2_grpc

# A number or a category, or a pair of it and its unit.
FeatureValue = Union[float, str, tuple[Union[float, str], str]]
# (hours, values) or (hours, values, unit).
SeriesValue = Union[
    tuple[Sequence[float], Sequence[float]], tuple[Sequence[float], Sequence[float], str]
]

_SERVICE_CONFIG = json.dumps({
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [{
        "name": [{"service": f"credence.v1.{name}Service"} for name in ("Prediction", "Outcome", "Monitoring")],
        "retryPolicy": {
            "maxAttempts": 4,
            "initialBackoff": "0.05s",
            "maxBackoff": "1s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"],
        },
    }],
})


@dataclasses.dataclass
class Instance:
    """One case to ask about: features, series or both, or a raw tensor for a model that takes those."""

    features: Mapping[str, FeatureValue] = dataclasses.field(default_factory=dict)
    series: Mapping[str, SeriesValue] = dataclasses.field(default_factory=dict)
    tensor: Sequence[float] | None = None
    label: int | None = None
    cohort: str = ""
    prediction_id: str = ""


@dataclasses.dataclass
class Outcome:
    """What became of one prediction, named by its receipt (any replica) or by its id (a shared journal)."""

    label: int
    prediction_id: str = ""
    receipt: bytes = b""
    observed_at: datetime.datetime | None = None  # with a time zone; None: now
    model: str = ""
    version: int = 0


class Client:
    """A connection to a server. Threads may share it. Use it as a context manager, or call close().

    target: "host:port" or any gRPC target. timeout: seconds that a call may take, its retries included.
    credentials: grpc.ChannelCredentials; None: no encryption. wait_for_ready: wait for the server to come up, until
    the timeout, where a call would fail at once.

    Every method raises CredenceError.
    """

    def __init__(self, target: str = "127.0.0.1:8500", *, timeout: float = 2.0,
                 credentials: grpc.ChannelCredentials | None = None, wait_for_ready: bool = False):
        options = [("grpc.service_config", _SERVICE_CONFIG), ("grpc.primary_user_agent", "credence-python")]
        if credentials is None:
            self._channel = grpc.insecure_channel(target, options)
        else:
            self._channel = grpc.secure_channel(target, credentials, options)
        self._stub = prediction_pb2_grpc.PredictionServiceStub(self._channel)
        self._outcomes = outcome_pb2_grpc.OutcomeServiceStub(self._channel)
        self._monitoring = monitoring_pb2_grpc.MonitoringServiceStub(self._channel)
        self._timeout = timeout
        self._wait_for_ready = wait_for_ready

    def predict(self, model: str, *, features: Mapping[str, FeatureValue] | None = None,
                series: Mapping[str, SeriesValue] | None = None, tensor: Sequence[float] | None = None,
                label: int | None = None, cohort: str = "", prediction_id: str = "", version: int = 0,
                members: bool = False, exploratory: bool = False, timeout: float | None = None) -> answers.Prediction:
        """Asks about one case. version 0: the newest in service. members: also give each member's probabilities.
        exploratory: about nobody; the server writes nothing down and gives no receipt."""
        instance = Instance(features or {}, series or {}, tensor, label, cohort, prediction_id)
        return self.predict_many(model, [instance], version=version, members=members, exploratory=exploratory,
                                 timeout=timeout)[0]

    def predict_many(self, model: str, instances: Sequence[Instance], *, version: int = 0,
                     members: bool = False, exploratory: bool = False, timeout: float | None = None
                     ) -> list[answers.Prediction]:
        """Asks about many cases in one call: one answer each, in order, or an error that names the bad ones."""
        request = pb.PredictRequest(
            model=model, version=version, include_members=members, exploratory=exploratory,
            instances=map(_message, instances))
        return answers.predictions(self._call(self._stub.Predict, request, timeout))

    def model(self, name: str, version: int = 0) -> pb.Model:
        """What a model takes and gives: schema, classes, members, strata, held-out figures."""
        return self._call(self._stub.GetModel, pb.GetModelRequest(model=name, version=version)).model

    def models(self) -> list[pb.ModelSummary]:
        """Every model and version in service."""
        return list(self._call(self._stub.ListModels, pb.ListModelsRequest()).models)

    def report_outcomes(self, outcomes: Sequence[Outcome], *, timeout: float | None = None
                        ) -> list[answers.OutcomeResult]:
        """Says what became of predictions: one result each, in order. An outcome that cannot be counted does not
        fail the others; look at each status. Safe to repeat: an outcome counts once."""
        request = outcome_pb2.ReportOutcomesRequest(outcomes=map(_outcome, outcomes))
        return answers.outcome_results(self._call(self._outcomes.ReportOutcomes, request, timeout))

    def calibration(self, model: str, version: int = 0, *, cohort: str = "", decision: str = "",
                    last_outcomes: int | None = None, last: datetime.timedelta | None = None, bins: int = 0,
                    target_class: int | None = None, timeout: float | None = None) -> outcome_pb2.Calibration:
        """How well a model's stated risks match the outcomes. decision: "keep", "defer" or "" for both; the window is
        the last so many outcomes, or those received in the `last` stretch of time, or the server's own."""
        request = outcome_pb2.GetCalibrationRequest(
            model=model, version=version, cohort=cohort, bins=bins, target_class=target_class,
            decision=f"DECISION_{decision.upper()}" if decision else 0,
            last_outcomes=last_outcomes, last_duration=last)
        return self._call(self._outcomes.GetCalibration, request, timeout).calibration

    def evidence(self, model: str, version: int = 0) -> monitoring_pb2.GetEvidenceResponse:
        """The sequential calibration alarm of a model version: its evidence over time."""
        request = monitoring_pb2.GetEvidenceRequest(model=model, version=version)
        return self._call(self._monitoring.GetEvidence, request)

    def overview(self) -> monitoring_pb2.GetOverviewResponse:
        """The server, its journal and every model version at a glance."""
        return self._call(self._monitoring.GetOverview, monitoring_pb2.GetOverviewRequest())

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, method, request, timeout: float | None = None):
        try:
            return method(request, timeout=self._timeout if timeout is None else timeout,
                          wait_for_ready=self._wait_for_ready)
        except grpc.RpcError as error:
            raise errors.from_rpc_error(error) from None


def _message(instance: Instance) -> pb.Instance:
    message = pb.Instance(
        prediction_id=instance.prediction_id, label=instance.label, cohort=instance.cohort,
        features=[_feature(name, value) for name, value in instance.features.items()],
        series=[_series(code, value) for code, value in instance.series.items()])
    if instance.tensor is not None:
        message.tensor.values.extend(instance.tensor)
    return message


def _outcome(outcome: Outcome) -> outcome_pb2.Outcome:
    message = outcome_pb2.Outcome(
        prediction_id=outcome.prediction_id, receipt=outcome.receipt, label=outcome.label, model=outcome.model,
        version=outcome.version)
    if outcome.observed_at is not None:
        if outcome.observed_at.tzinfo is None:
            raise ValueError("observed_at: got a time without a time zone, wanted one with it")
        message.observed_at.FromDatetime(outcome.observed_at)
    return message


def _feature(name: str, value: FeatureValue) -> pb.Feature:
    value, unit = value if isinstance(value, tuple) else (value, "")
    if isinstance(value, str):
        return pb.Feature(name=name, category=value, unit=unit)
    return pb.Feature(name=name, number=value, unit=unit)


def _series(code: str, value: SeriesValue) -> pb.Series:
    hours, values, unit = value if len(value) == 3 else (*value, "")
    return pb.Series(code=code, hours=hours, values=values, unit=unit)
