"""Three replicas, one restarted, 5,000 outcomes by receipt: Prometheus's figures are those of the pairs.

Usage: replicas_test.py BIN   the folder of credence-server. Needs prometheus and Python's grpc; exit 77: skipped.

Each replica has a journal of its own; one key signs the receipts of all. Every outcome goes to another replica than the
one that predicted. Everything that rules and dashboard name must be on the servers' own pages.
"""

import json
import math
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import prometheus
import series

ROOT = prometheus.ROOT
MODEL, VERSION, OUTCOMES, BATCH = "physionet2012_mlp", "1", 5000, 250
REPOSITORY = ROOT / "models" / "pretrained"
MANIFEST = json.loads((REPOSITORY / MODEL / VERSION / "manifest.json").read_text())
# increase() extrapolates each replica's counts by up to one scrape: much in a test of a minute, nothing in a week.
# These go with the root of n, or stand on a single bin.
LOOSE = ["calibration_z", "ece_null_mean_ratio", "ece_null_q95_ratio", "mce_ratio"]
# Panels that have nothing to show where nothing was refused, nothing ran for a whole hour, and no label came late.
QUIET = ["Refused and dropped", "Calls that fail"]


class Replica:
    def __init__(self, program, folder, name, key):
        self.arguments = [
            program,
            "--repository",
            REPOSITORY,
            "--listen",
            f"127.0.0.1:{prometheus.free_port()}",
            "--metrics-listen",
            f"127.0.0.1:{prometheus.free_port()}",
            "--journal",
            folder / f"{name}.db",
            "--receipt-key-file",
            key,
            "--port-file",
            folder / f"{name}.ports",
            "--drain-grace",
            "0s",
        ]
        self.ports, self.log = folder / f"{name}.ports", folder / f"{name}.log"
        self.grpc, self.metrics = self.arguments[4], self.arguments[6]
        self.start()

    def start(self):
        self.ports.unlink(missing_ok=True)
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(list(map(str, self.arguments)), stdout=log, stderr=log)
        prometheus.until(self.ready, 60, f"the server is ready\n{self.log.read_text()}")

    def ready(self):
        assert self.process.poll() is None, self.log.read_text()
        return self.ports.exists() and "metrics=" in self.ports.read_text()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0, self.log.read_text()

    def call(self, stub, method, request):
        import grpc

        with grpc.insecure_channel(self.grpc) as channel:
            return getattr(stub(channel), method)(request, timeout=30, wait_for_ready=True)

    def page(self):
        return urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=10).read().decode()

    def counted(self):
        """Outcomes that this process says it has counted."""
        found = re.findall(rf'^credence_calibration_outcomes_total{{.*model="{MODEL}".*}} (\S+)$', self.page(), re.M)
        return sum(map(float, found))


def patient(rng, pb):
    """A chart of nobody: each input from the reference's own range, and some patients sick in all that matters."""
    sick = rng.random() < 0.3
    instance, inputs = pb.Instance(), {one["name"]: one for one in MANIFEST["reference"]["inputs"]}
    for variable in MANIFEST["schema"]["variables"]:
        name, edges = variable["name"], inputs[variable["name"]]["edges"]
        if variable["kind"] == "categorical":
            instance.features.add(name=name, category=rng.choice(variable["categories"]))
        elif variable["kind"] == "numeric":
            instance.features.add(name=name, number=rng.choice(edges))
        elif edges and rng.random() < 0.9:
            low_is_bad = name in ("GCS", "Urine", "SysABP", "MAP", "pH", "Albumin")
            usual = edges[len(edges) // 4 : 3 * len(edges) // 4 + 1]
            worst = (edges[:2] if low_is_bad else edges[-2:]) if sick else usual
            instance.series.add(code=name, hours=[6, 20, 40], values=[rng.choice(worst) for _ in range(3)])
    return instance


def happened(rng, p):
    """Outcomes worse than stated, so that every figure has something to show."""
    return int(rng.random() < 1 / (1 + math.exp(-(0.8 * math.log(p / (1 - p)) + 0.4))))


def exchange(rng, asked, told, size):
    """`size` predictions by one replica, their outcomes to another. [(p, y, decision, mixture NLL, average NLL)]"""
    from credence.v1 import outcome_pb2, outcome_pb2_grpc, prediction_pb2, prediction_pb2_grpc

    request = prediction_pb2.PredictRequest(model=MODEL, instances=[patient(rng, prediction_pb2) for _ in range(size)])
    predictions = asked.call(prediction_pb2_grpc.PredictionServiceStub, "Predict", request).predictions
    pairs, outcomes = [], []
    for one in predictions:
        y = happened(rng, one.mean[1])
        pairs.append(
            (one.mean[1], y, "defer" if one.deferral.deferred else "keep", one.mixture_nll[y], one.average_nll[y])
        )
        outcomes.append(outcome_pb2.Outcome(receipt=one.receipt, label=y))
    rng.shuffle(outcomes)
    # Some are sent twice, as a client does that saw no answer.
    repeated = outcomes[: size // 10]
    for part, status in [
        (outcomes, outcome_pb2.OUTCOME_STATUS_COUNTED),
        (repeated, outcome_pb2.OUTCOME_STATUS_DUPLICATE),
    ]:
        report = outcome_pb2.ReportOutcomesRequest(outcomes=part)
        results = told.call(outcome_pb2_grpc.OutcomeServiceStub, "ReportOutcomes", report).results
        assert [r.status for r in results] == [status] * len(part), results[:3]
    return pairs


def seen(server, replicas):
    """Whether Prometheus's last scrape of each replica has all that it has counted."""
    counts = server.query(f'sum by (instance) (credence_calibration_outcomes_total{{model="{MODEL}"}})')
    scraped = {labels["instance"]: value for labels, value in counts}
    return all(scraped.get(replica.metrics) == replica.counted() for replica in replicas)


def run(rng, replicas, server):
    """Sends all outcomes, restarting one replica halfway. The pairs."""
    pairs = []
    for number in range(OUTCOMES // BATCH):
        if number == OUTCOMES // BATCH // 2:
            prometheus.until(lambda: seen(server, replicas), 30, "all counts scraped before the restart")
            replicas[1].stop()
            replicas[1].start()
            assert replicas[1].counted() == 0, "a new process starts at 0"
            prometheus.until(lambda: seen(server, replicas), 30, "the restarted replica scraped at 0")
        pairs += exchange(rng, replicas[number % 3], replicas[(number + 1) % 3], BATCH)
    return pairs


def expected_figures(pairs):
    figures = series.figures(pairs, MANIFEST["calibration_bin_edges"])
    figures["mixture_nll_nats"] = sum(pair[3] for pair in pairs) / len(pairs)
    figures["average_nll_nats"] = sum(pair[4] for pair in pairs) / len(pairs)
    figures["deferral_ratio"] = sum(pair[2] == "defer" for pair in pairs) / len(pairs)
    return figures


def compare(server, pairs):
    expected = expected_figures(pairs)
    got = {}

    def agree():
        for name in expected:
            got[name] = server.value(f'model_version:credence_{name}:over1h{{model="{MODEL}", version="{VERSION}"}}')
        return all(
            got[name] is not None and abs(got[name] - value) <= (0.05 if name in LOOSE else 0.01) * abs(value)
            for name, value in expected.items()
        )

    try:
        prometheus.until(agree, 30, "Prometheus's figures are within 1 % of the pairs', the loose ones within 5 %")
    finally:
        for name, value in expected.items():
            off = "none" if got[name] is None else f"{got[name]:.8f}  off by {abs(got[name] / value - 1):.4%}"
            print(f"{name:>32}  pairs {value:.8f}  Prometheus {off}")


def names(text):
    """The server's series that rules or expressions name: not those that rules record."""
    return set(re.findall(r"(?<![:\w])credence_\w+(?![\w:])", text))


def check_names(replicas):
    pages = "".join(replica.page() for replica in replicas)
    on_page = set(re.findall(r"^(\w+)(?={| )", pages, re.M))
    rules = "".join((ROOT / "deploy" / "prometheus" / f"{name}.yaml").read_text() for name in ("recording", "alerts"))
    rules = re.sub(r"(?m)^(#.*|\s*(summary|description|runbook_url): .*)$", "", rules)
    wanted = names(rules) | names(" ".join(expression for _, expression in prometheus.dashboard_expressions()))
    assert wanted <= on_page, f"named in deploy/, but not on the servers' pages: {sorted(wanted - on_page)}"
    print(f"names: all {len(wanted)} series that rules and dashboard name are the server's")


def check_dashboard(server):
    def left():
        return [
            (title, expression)
            for title, expression in prometheus.dashboard_expressions()
            if not any(title.startswith(start) for start in QUIET)
            and not server.query(prometheus.substituted(expression, MODEL, VERSION, "1h"))
        ]

    try:
        prometheus.until(lambda: not left(), 30, "every panel has data")
    except AssertionError as error:
        raise AssertionError(f"{error}: {left()}") from None
    assert not server.broken_rules(), server.broken_rules()


def missing():
    try:
        import grpc  # noqa: F401
        from credence.v1 import outcome_pb2_grpc  # noqa: F401
    except ImportError as error:
        return f"{error} (script/bootstrap --test-tools, or set CREDENCE_PYTHON)"
    return prometheus.missing()


def main(program):
    if missing():
        print(f"SKIPPED: the replicas were not compared with Prometheus: {missing()}")
        return 77
    rng, began, replicas = random.Random(3), time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="credence-replicas-") as name:
        folder = pathlib.Path(name)
        key = folder / "keys"
        key.write_text("%064x\n" % rng.getrandbits(256))
        key.chmod(0o600)
        try:
            for one in ("a", "b", "c"):
                replicas.append(Replica(program, folder, one, key))
            with prometheus.Prometheus([replica.metrics for replica in replicas]) as server:
                prometheus.until(lambda: seen(server, replicas), 30, "every replica scraped at 0")
                pairs = run(rng, replicas, server)
                assert sum(replica.counted() for replica in replicas) < len(pairs) == OUTCOMES
                compare(server, pairs)
                assert 0 < sum(pair[2] == "defer" for pair in pairs) < OUTCOMES, "both decisions are there"
                check_names(replicas)
                check_dashboard(server)
        finally:
            for replica in replicas:
                if replica.process.poll() is None:
                    replica.process.kill()
                    replica.process.wait()
    print(f"replicas: {OUTCOMES} outcomes over three replicas, one restarted; {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "client" / "python"))
    sys.exit(main(pathlib.Path(sys.argv[1]) / "credence-server"))
