#!/usr/bin/env python3
"""deploy/grafana: the dashboard is fresh and laid out, and every expression runs on a real Prometheus and gives data.

The Prometheus scrapes a page that this test writes, with every series of the server that rules and dashboard name;
replicas_test.py holds the names against the server itself. Needs prometheus; exit 77: skipped.
"""

import http.server
import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading

import prometheus
import series as draw

ROOT = prometheus.ROOT
GRAFANA = ROOT / "deploy" / "grafana"
WHO = dict(model="mlp", version="3")
WINDOWS = ["1h", "6h", "1d", "7d", "30d"]
# Sums of whole hours: nothing yet in a test of seconds.
HOURLY = {"30d": [""], "7d": ["PSI", "Inputs", "Missing", "Drift of predicted risk", "Predicted risk"]}


class Page:
    """Metrics that move on with every scrape."""

    def __init__(self):
        self.rng, self.counters, self.lock = random.Random(5), {}, threading.Lock()

    def count(self, name, by, **labels):
        key = name + "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}"
        self.counters[key] = self.counters.get(key, 0) + by

    def set(self, name, value, **labels):
        self.count(name, 0, **labels)
        key = name + "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}"
        self.counters[key] = value

    def histogram(self, name, bounds, **labels):
        for i, bound in enumerate([*bounds, "+Inf"]):
            self.count(name + "_bucket", 3 * (i + 1), **labels, le=bound)
        self.count(name + "_sum", 0.2 * 3 * (len(bounds) + 1), **labels)
        self.count(name + "_count", 3 * (len(bounds) + 1), **labels)

    def text(self):
        with self.lock:
            self.outcomes()
            self.inputs()
            self.service()
            self.journal()
            return "".join(f"{key} {value}\n" for key, value in self.counters.items())

    def outcomes(self):
        for decision, index in itertools.product(("keep", "defer"), range(draw.BINS)):
            who = dict(**WHO, decision=decision, bin=f"{index:02d}")
            p = (index + 0.5) / draw.BINS
            for name, by in [
                ("outcomes", 5),
                ("predicted_events", 5 * p),
                ("variance", 5 * p * (1 - p)),
                ("observed_events", sum(self.rng.random() < p for _ in range(5))),
            ]:
                self.count(f"credence_calibration_{name}_total", by, **who)
        for decision in ("keep", "defer"):
            for name, by in [
                ("brier_score", 15),
                ("mixture_nll_nats", 50),
                ("average_nll_nats", 51),
                ("predictions", 200),
            ]:
                self.count(f"credence_{name}_total", by, **WHO, decision=decision)
        for status in ("counted", "duplicate", "corrected", "too_late"):
            self.count("credence_outcomes_total", 4, **WHO, status=status)
        self.histogram("credence_outcome_delay_seconds", ["3600", "86400", "604800"], **WHO)
        for name in (
            "outcomes",
            "ece_ratio",
            "ece_null_q95_ratio",
            "brier_score",
            "mixture_nll_nats",
            "auroc_ratio",
            "observed_over_expected_ratio",
            "calibration_slope",
        ):
            self.set(f"credence_window_{name}", 0.5, **WHO)
        for name in (
            "outcomes_pending",
            "label_coverage_ratio",
            "calibration_log_evidence",
            "calibration_log_evidence_max",
            "calibration_alarm",
        ):
            self.set(f"credence_{name}", 0.5, **WHO)

    def inputs(self):
        for name in ("HR", "Glucose"):
            for index, share in enumerate([0.2, 0.3, 0.3, 0.2]):
                found = "missing" if index == 3 else f"{index:02d}"
                self.count("credence_input_values_total", 10 + index, **WHO, input=name, bin=found)
                self.set("credence_input_reference_ratio", share, **WHO, input=name, bin=found)
            self.count("credence_input_out_of_range_total", 1, **WHO, input=name)
            self.set("credence_input_out_of_range_reference_ratio", 0.01, **WHO, input=name)
        for index in range(draw.BINS):
            self.count("credence_predicted_risk_bin_total", 1 + index % 3, **WHO, bin=f"{index:02d}")
            self.set("credence_predicted_risk_reference_ratio", 1 / draw.BINS, **WHO, bin=f"{index:02d}")
        for name in ("mixture_nll_nats", "brier_score"):
            self.count(f"credence_expected_{name}_total", 60, **WHO)
        for figure in ("expected_mixture_nll", "expected_brier", "epistemic", "deferral"):
            self.set("credence_reference_figure", 0.1, **WHO, figure=figure)
        self.set("credence_reference_cases", 8000, **WHO)

    def service(self):
        for method, code in [("Predict", "OK"), ("Predict", "INTERNAL"), ("ReportOutcomes", "OK")]:
            self.histogram("credence_rpc_duration_seconds", ["0.001", "0.25", "1"], **WHO, method=method, code=code)
        for name in ("queue_duration_seconds", "forward_duration_seconds", "batch_rows", "epistemic_uncertainty_nats"):
            self.histogram(f"credence_{name}", ["0.001", "0.01", "0.1"], **WHO)
        self.set("credence_queue_rows", 2, **WHO)
        self.set("credence_requests_in_flight", 1, method="Predict")
        self.count("credence_rejected_total", 1, reason="not_found")
        self.count("credence_dropped_total", 1, **WHO, reason="expired")
        self.set("credence_model_info", 1, **WHO, network="mlp")
        self.set("credence_model_load_failures_total", 1)
        self.set("credence_build_info", 1, commit="none")
        self.count("process_cpu_seconds_total", 0.2)
        self.set("process_resident_memory_bytes", 1e8)

    def journal(self):
        for state in ("ok", "full", "locked", "down", "corrupt"):
            self.set("credence_journal_state", int(state == "ok"), state=state)
        self.set("credence_journal_queued", 3)
        self.count("credence_journal_dropped_predictions_total", 1)
        self.count("credence_journal_write_failures_total", 1)
        self.histogram("credence_journal_write_duration_seconds", ["0.001", "0.01"])


def serve(page):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = page.text().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def check_layout():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, GRAFANA / "generate.py", folder], check=True)
        fresh = (pathlib.Path(folder) / "credence.json").read_text()
    assert fresh == (GRAFANA / "credence.json").read_text(), "credence.json is not what generate.py writes"
    taken = {}
    for panel in json.loads(fresh)["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24, panel["title"]
        for cell in itertools.product(range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])):
            assert cell not in taken, f"{panel['title']} lies on {taken[cell]}"
            taken[cell] = panel["title"]


def has_data(server, title, expression, window):
    found = server.query(prometheus.substituted(expression, *WHO.values(), window))
    return bool(found) or any(title.startswith(start) for start in HOURLY.get(window, []))


def check_expressions(server):
    expressions = prometheus.dashboard_expressions()

    def empty():
        return [
            (title, window, expression)
            for window in WINDOWS
            for title, expression in expressions
            if not has_data(server, title, expression, window)
        ]

    left = []

    def none_left():
        left[:] = empty()
        return not left

    try:
        prometheus.until(none_left, 60, "every expression of the dashboard gives data")
    except AssertionError as error:
        raise AssertionError(f"{error}\n" + "\n".join(map(str, left))) from None
    assert not server.broken_rules(), server.broken_rules()
    print(
        f"dashboard: {len(expressions)} expressions over {len(WINDOWS)} windows run; only whole-hour windows are empty"
    )


def main():
    check_layout()
    if prometheus.missing():
        print(f"SKIPPED: the dashboard's expressions were not run: {prometheus.missing()}")
        return 77
    page = serve(Page())
    with prometheus.Prometheus([f"127.0.0.1:{page.server_port}"]) as server:
        check_expressions(server)
    page.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
