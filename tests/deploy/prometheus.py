"""A real Prometheus for a test: started on a free port, asked over HTTP, stopped."""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def missing():
    """Why no test can run here; empty if it can."""
    return "" if shutil.which("prometheus") else "prometheus is not on the PATH (script/bootstrap --test-tools)"


def until(condition, seconds, what):
    """The first true answer of condition(). AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Prometheus:
    """Scrapes targets ("host:port") every second, and evaluates the shipped rules as often."""

    def __init__(self, targets):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="credence-prometheus-"))
        for name in ("recording.yaml", "alerts.yaml"):
            rules = (ROOT / "deploy" / "prometheus" / name).read_text()
            (self.folder / name).write_text(re.sub(r"^    interval: \w+$", "    interval: 1s", rules, flags=re.M))
        (self.folder / "prometheus.json").write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
                    "rule_files": ["recording.yaml", "alerts.yaml"],
                    "scrape_configs": [{"job_name": "credence", "static_configs": [{"targets": list(targets)}]}],
                }
            )
        )
        self.address = f"127.0.0.1:{free_port()}"
        self.log = open(self.folder / "log", "w")
        self.process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={self.folder}/prometheus.json",
                f"--storage.tsdb.path={self.folder}/data",
                f"--web.listen-address={self.address}",
                "--log.level=warn",
            ],
            stdout=self.log,
            stderr=self.log,
        )
        until(self.ready, 30, "Prometheus is ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def ready(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            return urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def get(self, path, **arguments):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(arguments)}"
        try:
            return json.load(urllib.request.urlopen(url, timeout=30))["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{json.load(error)['error']}\n{arguments}") from None

    def query(self, expression):
        """[(labels, value)] now."""
        return [(one["metric"], float(one["value"][1])) for one in self.get("query", query=expression)["result"]]

    def value(self, expression):
        """The one value of an expression; None where there is none."""
        found = self.query(expression)
        assert len(found) <= 1, f"{expression}: {found}"
        return found[0][1] if found else None

    def broken_rules(self):
        """[(name, error)] of the rules whose last evaluation failed."""
        return [
            (rule["name"], rule["lastError"])
            for group in self.get("rules")["groups"]
            for rule in group["rules"]
            if rule["health"] == "err"
        ]


def dashboard_expressions():
    """[(panel's title, expression)] of the dashboard, with its variables in it."""
    board = json.loads((ROOT / "deploy" / "grafana" / "credence.json").read_text())
    return [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel.get("targets", [])]


def substituted(expression, model, version, window):
    for name, value in [("$__rate_interval", "1m"), ("$model", model), ("$version", version), ("$window", window)]:
        expression = expression.replace(name, value)
    assert "$" not in expression, expression
    return expression
