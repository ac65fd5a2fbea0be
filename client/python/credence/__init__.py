"""Client of Credence, a server for predictions that say how sure they are."""

from credence.answers import DeferralReason, OutcomeResult, Prediction, Spread, Uncertainty, Warning
from credence.client import Client, Instance, Outcome
from credence.errors import CredenceError, FieldViolation

__all__ = [
    "Client",
    "CredenceError",
    "DeferralReason",
    "FieldViolation",
    "Instance",
    "Outcome",
    "OutcomeResult",
    "Prediction",
    "Spread",
    "Uncertainty",
    "Warning",
]
__version__ = "0.1.0"
