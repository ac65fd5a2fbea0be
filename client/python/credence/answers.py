"""Answers as plain, frozen values. Lists that go by class have one entry per class of the model."""

from __future__ import annotations

import dataclasses

from credence.v1 import outcome_pb2 as outcome_pb
from credence.v1 import prediction_pb2 as pb


@dataclasses.dataclass(frozen=True)
class Spread:
    """How the members differ, per class. It is their disagreement, not a confidence interval."""

    stddev: list[float]
    min: list[float]
    max: list[float]
    q05: list[float]
    q25: list[float]
    q50: list[float]
    q75: list[float]
    q95: list[float]


@dataclasses.dataclass(frozen=True)
class Uncertainty:
    """In nats; total = aleatoric + epistemic."""

    total: float
    aleatoric: float
    epistemic: float


@dataclasses.dataclass(frozen=True)
class DeferralReason:
    """A rule of the model that asks for a human: the measured value and the limit it passed."""

    rule: str
    value: float
    limit: float
    message: str


@dataclasses.dataclass(frozen=True)
class Warning:
    """What was done to one input before the network saw it."""

    kind: str
    field: str
    count: int
    message: str


@dataclasses.dataclass(frozen=True)
class Prediction:
    """One answer. NLLs are in nats; those of the label are None where none was given."""

    prediction_id: str
    model: str
    version: int
    mean: list[float]
    spread: Spread
    mixture_nll: list[float]
    average_nll: list[float]
    label_mixture_nll: float | None
    label_average_nll: float | None
    uncertainty: Uncertainty
    stratum: str
    agreement: float
    deferred: bool
    deferral_reasons: list[DeferralReason]
    warnings: list[Warning]
    members: list[list[float]]  # each member's probabilities; empty unless asked for
    receipt: bytes  # send it back with the outcome; empty where the server keeps none


@dataclasses.dataclass(frozen=True)
class OutcomeResult:
    """What was done with one reported outcome."""

    prediction_id: str
    status: str  # counted, duplicate, corrected, unknown_prediction, too_late, label_invalid, ...
    model: str
    version: int
    previous_label: int | None
    message: str

    @property
    def settled(self) -> bool:
        """Whether it is durable and counts: it needs no further report."""
        return self.status in ("counted", "duplicate", "corrected")


def predictions(response: pb.PredictResponse) -> list[Prediction]:
    """The answers of a response, in the order of the request's instances."""
    return [_prediction(response, p) for p in response.predictions]


def outcome_results(response: outcome_pb.ReportOutcomesResponse) -> list[OutcomeResult]:
    """The results of a report, in the order of its outcomes."""
    return [
        OutcomeResult(
            prediction_id=r.prediction_id,
            status=outcome_pb.OutcomeStatus.Name(r.status).removeprefix("OUTCOME_STATUS_").lower(),
            model=r.model,
            version=r.version,
            previous_label=r.previous_label if r.HasField("previous_label") else None,
            message=r.message,
        )
        for r in response.results
    ]


def _prediction(response: pb.PredictResponse, p: pb.Prediction) -> Prediction:
    u = p.uncertainty
    return Prediction(
        prediction_id=p.prediction_id,
        model=response.model,
        version=response.version,
        mean=list(p.mean),
        spread=Spread(**{f.name: list(getattr(p.spread, f.name)) for f in dataclasses.fields(Spread)}),
        mixture_nll=list(p.mixture_nll),
        average_nll=list(p.average_nll),
        label_mixture_nll=p.label_mixture_nll if p.HasField("label_mixture_nll") else None,
        label_average_nll=p.label_average_nll if p.HasField("label_average_nll") else None,
        uncertainty=Uncertainty(u.total, u.aleatoric, u.epistemic),
        stratum=p.stratum,
        agreement=p.agreement,
        deferred=p.deferral.deferred,
        deferral_reasons=[
            DeferralReason(pb.DeferralReason.Rule.Name(r.rule), r.value, r.limit, r.message)
            for r in p.deferral.reasons
        ],
        warnings=[Warning(pb.Warning.Kind.Name(w.kind), w.field, w.count, w.message) for w in p.warnings],
        members=[list(m.probabilities) for m in p.members],
        receipt=p.receipt,
    )
