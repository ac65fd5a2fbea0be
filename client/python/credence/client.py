"""The client: a thin layer over the generated stub that adds a deadline, retries, typed errors and plain values."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Union

import grpc

from credence import answers, errors
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
        "name": [{"service": "credence.v1.PredictionService"}],
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
        self._timeout = timeout
        self._wait_for_ready = wait_for_ready

    def predict(self, model: str, *, features: Mapping[str, FeatureValue] | None = None,
                series: Mapping[str, SeriesValue] | None = None, tensor: Sequence[float] | None = None,
                label: int | None = None, cohort: str = "", prediction_id: str = "", version: int = 0,
                members: bool = False, timeout: float | None = None) -> answers.Prediction:
        """Asks about one case. version 0: the newest in service. members: also give each member's probabilities."""
        instance = Instance(features or {}, series or {}, tensor, label, cohort, prediction_id)
        return self.predict_many(model, [instance], version=version, members=members, timeout=timeout)[0]

    def predict_many(self, model: str, instances: Sequence[Instance], *, version: int = 0,
                     members: bool = False, timeout: float | None = None) -> list[answers.Prediction]:
        """Asks about many cases in one call: one answer each, in order, or an error that names the bad ones."""
        request = pb.PredictRequest(
            model=model, version=version, include_members=members, instances=map(_message, instances))
        return answers.predictions(self._call(self._stub.Predict, request, timeout))

    def model(self, name: str, version: int = 0) -> pb.Model:
        """What a model takes and gives: schema, classes, members, strata, held-out figures."""
        return self._call(self._stub.GetModel, pb.GetModelRequest(model=name, version=version)).model

    def models(self) -> list[pb.ModelSummary]:
        """Every model and version in service."""
        return list(self._call(self._stub.ListModels, pb.ListModelsRequest()).models)

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


def _feature(name: str, value: FeatureValue) -> pb.Feature:
    value, unit = value if isinstance(value, tuple) else (value, "")
    if isinstance(value, str):
        return pb.Feature(name=name, category=value, unit=unit)
    return pb.Feature(name=name, number=value, unit=unit)


def _series(code: str, value: SeriesValue) -> pb.Series:
    hours, values, unit = value if len(value) == 3 else (*value, "")
    return pb.Series(code=code, hours=hours, values=values, unit=unit)
