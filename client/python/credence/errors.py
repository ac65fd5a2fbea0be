"""Refused calls, typed."""

from __future__ import annotations

import dataclasses

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2


@dataclasses.dataclass(frozen=True)
class FieldViolation:
    """One thing that is wrong with a request."""

    field: str
    description: str


class CredenceError(Exception):
    """A call that was refused or not answered.

    code: the gRPC status code. message: the server's. violations: what is wrong with which field, empty where the
    server named none. retry_after: seconds that the server asks to wait, or None.
    """

    def __init__(self, code: grpc.StatusCode, message: str,
                 violations: tuple[FieldViolation, ...] = (), retry_after: float | None = None):
        lines = [f"{code.name}: {message}"] + [f"  {v.field}: {v.description}" for v in violations]
        super().__init__("\n".join(lines))
        self.code = code
        self.message = message
        self.violations = violations
        self.retry_after = retry_after


def from_rpc_error(error: grpc.RpcError) -> CredenceError:
    """The typed error of a failed call, with the details in its trailing metadata."""
    violations: list[FieldViolation] = []
    retry_after = None
    for detail in _details(error):
        bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(bad):
            violations += [FieldViolation(v.field, v.description) for v in bad.field_violations]
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.seconds + retry.retry_delay.nanos * 1e-9
    return CredenceError(error.code(), error.details() or "", tuple(violations), retry_after)


def _details(error: grpc.RpcError):
    status = status_pb2.Status()
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            try:
                status.ParseFromString(value)
            except DecodeError:
                return []  # code and message stand without their details
    return status.details
