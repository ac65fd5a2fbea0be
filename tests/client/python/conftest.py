"""A real server on loopback ports, with the shipped models, for the tests of the Python client."""

import os
import pathlib
import signal
import subprocess
import time

import pytest

import credence

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    binary = pathlib.Path(os.environ["CREDENCE_BIN"]) / "credence-server"
    ports = tmp_path_factory.mktemp("server") / "ports"
    server = subprocess.Popen([
        binary, "--repository", ROOT / "models" / "pretrained", "--listen", "127.0.0.1:0",
        "--metrics-listen", "127.0.0.1:0", "--drain-grace", "0s", "--port-file", ports,
        "--journal", ports.with_name("journal.db")])
    try:
        deadline = time.monotonic() + 60
        while not ports.exists():
            assert server.poll() is None, "the server ended before it was ready"
            assert time.monotonic() < deadline, "the server was not ready within a minute"
            time.sleep(0.05)
        numbers = dict(line.split("=") for line in ports.read_text().split())
        yield f"127.0.0.1:{numbers['grpc']}"
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0


@pytest.fixture
def client(address):
    with credence.Client(address, timeout=10) as client:
        yield client
