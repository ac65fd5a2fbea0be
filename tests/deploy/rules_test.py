#!/usr/bin/env python3
"""deploy/prometheus: the recording rules are fresh and right, every alert fires when it should and on nothing else.

Needs promtool; exit 77: skipped. Each case says exactly which alerts fire in it, so each is quiet in all the others;
the series are drawn from a seed (series.py). Figures are compared with the same figures computed from the pairs.
"""

import itertools
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import series as draw
from series import Series

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus"
DAY = 96  # steps of 15 minutes
HALF_HOURS = 48  # of a day
LONG = r"credence_(calibration|ece|observed).*(1h|7d|30d)$"
COVERAGE = r"credence_(calibration_outcomes|predictions|label).*(1h|7d|30d)$"


class Case:
    """fires: {(alertname, model): how many}. figures: PromQL comparisons that must each hold.

    only: a regular expression of the recording rules to evaluate, where a case is long; else all of them.
    """

    def __init__(self, name, series, fires, *, step="15m", evaluate="1h", only="", figures=(), up=True):
        self.name, self.series, self.fires, self.figures = name, series, fires, figures
        self.step, self.evaluate, self.only = step, evaluate, only
        minutes = int(step[:-1]) * {"m": 1, "h": 60}[step[-1]] * series.steps
        self.at = f"{minutes}m"
        if up:
            series.write("up", {"job": "credence", "instance": "one"}, f"1x{series.steps}")
            series.write("credence_build_info", {"job": "credence", "instance": "one"}, f"1x{series.steps}")

    def write(self):
        firing = [
            {
                "labels": "{" + ", ".join(f'{k}="{v}"' for k, v in (("alertname", a), ("model", m)) if v) + "}",
                "value": n,
            }
            for (a, m), n in sorted(self.fires.items())
        ]
        checks = [
            {
                "expr": 'count by (alertname, model) (ALERTS{alertstate="firing"})',
                "eval_time": self.at,
                "exp_samples": firing,
            }
        ]
        for expression in self.figures:
            checks.append(
                {"expr": f"count({expression})", "eval_time": self.at, "exp_samples": [{"labels": "{}", "value": 1}]}
            )
        test = {
            "rule_files": [str(recording(self.only)), str(RULES / "alerts.yaml")],
            "evaluation_interval": self.evaluate,
            "group_eval_order": GROUPS,
            "tests": [
                {
                    "interval": self.step,
                    "input_series": [{"series": k, "values": v} for k, v in self.series.values.items()],
                    "promql_expr_test": checks,
                }
            ],
        }
        path = FOLDER / (re.sub(r"\W+", "-", self.name) + ".json")  # JSON is YAML
        path.write_text(json.dumps(test))
        return path


def recording(only):
    """recording.yaml, or a copy with only some of its rules."""
    if not only:
        return RULES / "recording.yaml"
    head, *rules = re.split(r"(?=^      - record: |^  - name: )", (RULES / "recording.yaml").read_text(), flags=re.M)
    path = FOLDER / f"recording-{abs(hash(only))}.yaml"
    path.write_text(head + "".join(r for r in rules if r.startswith("  - name") or re.search(only, r.splitlines()[0])))
    return path


GROUPS = [
    name
    for file in ("recording.yaml", "alerts.yaml")
    for name in re.findall(r"^  - name: (\S+)$", (RULES / file).read_text(), re.M)
]
ALERTS = set(re.findall(r"- alert: (\w+)", (RULES / "alerts.yaml").read_text()))


# ---------------------------------------------------------------------------------------------------------------
# Figures


def near(metric, value, relative=1e-6):
    return f"abs({metric} - {value!r}) <= {abs(value) * relative!r}"


def population_stability(counts, reference):
    bins = [b for b in counts if b != "missing"]
    n, whole = sum(counts[b] + 0.5 for b in bins), sum(reference[:-1])
    shares = [((counts[b] + 0.5) / n, r / whole) for b, r in zip(bins, reference)]
    return sum((c - r) * math.log(c / r) for c, r in shares)


def figures():
    """Every recorded figure against its definition; the windows hold all outcomes."""
    rng, series = random.Random(11), Series(DAY)
    pairs = draw.outcomes(series, rng, "a", 5, lambda p: draw.sigmoid(1.2 * draw.logit(p) + 0.2))
    checks = []
    for window in ("1d", "7d"):
        for name, value in draw.figures(pairs, draw.EDGES).items():
            # Windows that are longer than the data extrapolate by up to half a step at their start.
            relative = 1e-6 if window == "1d" else 0.01
            checks.append(near(f"model_version:credence_{name}:over{window}", value, relative))
    checks.append(near("model_version:credence_calibration_outcomes:increase1d", len(pairs)))
    # 30 days are the sum of hourly increases.
    checks.append(near("model_version:credence_calibration_outcomes:increase30d", len(pairs), 0.01))
    checks.append(near("model_version:credence_ece_ratio:over30d", draw.figures(pairs, draw.EDGES)["ece_ratio"], 0.01))
    reference = [0.1, 0.2, 0.3, 0.2, 0.1, 0.1]
    counts = draw.values(series, rng, "a", "HR", 3, [0.1, 0.2, 0.25, 0.25, 0.1, 0.1], reference, (0.01, 0.01))
    checks.append(near("model_version_input:credence_input_psi_nats:over1d", population_stability(counts, reference)))
    checks.append(
        near("model_version_input:credence_input_missing_ratio:over1d", counts["missing"] / sum(counts.values()))
    )
    present = sum(counts.values()) - counts["missing"]
    # 9.4877: the 95 % quantile of chi-squared with 4 degrees of freedom, from tables.
    quantile = 9.4877 * (1 / present + 1 / (draw.CASES * 0.9))
    checks.append(near("model_version_input:credence_input_psi_null_q95_nats:over1d", quantile, 0.005))
    return Case("figures", series, {}, figures=checks)


# ---------------------------------------------------------------------------------------------------------------
# Calibration

# One model a case, or one bin: promtool's queries may hold 10,000 samples, and 30 days are 720 of each bin.


def calibrated():
    """Calibrated models, from a few outcomes a day to hundreds: nothing fires on their noise."""
    for per_step in (0.05, 0.4, 2, 10):
        series = Series(8 * HALF_HOURS)
        draw.outcomes(series, random.Random(f"calibrated {per_step}"), "calibrated", per_step)
        yield Case(f"calibrated, {48 * per_step:g} outcomes a day", series, {}, step="30m", only=LONG)


def miscalibrated():
    for name, per_step, truth, alerts in [
        # Every logit too low by 0.7: more die than it says.
        (
            "shifted",
            5,
            lambda p: draw.sigmoid(draw.logit(p) + 0.7),
            ["CredenceCalibrationError", "CredenceObservedOverExpected"],
        ),
        # As many die as it says, but more of those at low risk and fewer of those at high risk.
        ("overconfident", 15, lambda p: draw.sigmoid(0.4 * draw.logit(p) - 1.03), ["CredenceCalibrationError"]),
        # Worse than either, but eight outcomes only.
        ("few", 0.02, lambda p: 1.0, []),
    ]:
        series = Series(8 * HALF_HOURS)
        draw.outcomes(series, random.Random(21), name, per_step, truth)
        # Twice: over 7 and over 30 days.
        yield Case(f"miscalibrated: {name}", series, {(alert, name): 2 for alert in alerts}, step="30m", only=LONG)


def sequential_alarm():
    series = Series(60)
    for instance, model, value in [
        ("one", "raised", 0),
        ("two", "raised", 1),
        ("one", "quiet", 0),
        ("two", "quiet", 0),
    ]:
        series.gauge("credence_calibration_alarm", value, instance=instance, model=model, version="1")
    return Case("sequential alarm", series, {("CredenceCalibrationAlarm", "raised"): 1}, step="1m", evaluate="1m")


# ---------------------------------------------------------------------------------------------------------------
# Outcomes that do not come


def label_coverage():
    """38 days: outcomes for a fifth of the predictions, for two thirds, and for none at all."""
    series, rng = Series(38 * HALF_HOURS), random.Random(31)
    for model, per_step in [("low", 0.2), ("enough", 0.67), ("none", 0)]:
        draw.predictions(series, rng, model, 1)
        draw.outcomes(series, rng, model, per_step, bins=1)
    return Case("label coverage", series, {("CredenceLabelCoverageLow", "low"): 1}, step="30m", only=COVERAGE)


def coverage_of_a_new_model():
    """Outcomes take days, so a model of 8 days has few; that is no reason to wake anybody."""
    series, rng = Series(8 * HALF_HOURS), random.Random(32)
    draw.predictions(series, rng, "new", 4)
    draw.outcomes(series, rng, "new", 0.6)
    return Case("label coverage: new", series, {}, step="30m", only=COVERAGE)


def outcomes_stop():
    series, rng = Series(24 * HALF_HOURS), random.Random(33)
    for model, per_step in [("stopped", 0.8), ("rare", 0.05)]:
        draw.predictions(series, rng, model, 1)
        draw.outcomes(series, rng, model, per_step, until=16 * HALF_HOURS - 4, bins=1)
    return Case("outcomes stop", series, {("CredenceOutcomesStopped", "stopped"): 1}, step="30m", only=COVERAGE)


def outcomes_refused():
    series = Series(DAY)
    for status, per_step in [("counted", 20), ("duplicate", 5), ("receipt_invalid", 4), ("too_late", 0.3)]:
        known = status in ("counted", "duplicate")
        series.counter(
            "credence_outcomes_total", per_step, model="a" if known else "", version="1" if known else "", status=status
        )
    return Case("outcomes refused", series, {("CredenceOutcomesRefused", ""): 1}, evaluate="15m")


# ---------------------------------------------------------------------------------------------------------------
# Without labels

REFERENCE = [0.08, 0.1, 0.12, 0.15, 0.15, 0.1, 0.1, 0.05, 0.05, 0.1]


def drift():
    series = Series(DAY + 8)
    moved = [0.01, 0.02, 0.05, 0.1, 0.12, 0.15, 0.2, 0.15, 0.1, 0.1]
    lost = [share * 0.6 for share in REFERENCE[:-1]] + [0.46]
    for index, (name, shares, outside) in enumerate(
        [("moved", moved, (0, 0)), ("lost", lost, (0, 0)), ("outside", REFERENCE, (0.3, 0.1))]
    ):
        draw.values(series, random.Random(40 + index), name, name, 8, shares, REFERENCE, outside)
    draw.risks(series, random.Random(45), "risk", 10, shift=0.9)
    draw.predictions(series, random.Random(46), "deferring", 10, deferral=0.3)
    return Case(
        "drift",
        series,
        {
            ("CredenceInputDrift", "moved"): 1,
            ("CredenceInputMissing", "lost"): 1,
            ("CredenceInputOutOfRange", "outside"): 1,
            ("CredenceRiskDrift", "risk"): 1,
            ("CredenceDeferralRate", "deferring"): 1,
        },
        evaluate="15m",
    )


def unchanged_inputs():
    """The reference's own distribution, at sizes where the noise alone is far over 0.2 and far below."""
    series = Series(DAY + 8)
    for index, every in enumerate([24, 8, 2, 1]):
        rng = random.Random(50 + index)
        sparse = Series(series.steps // every)
        draw.values(sparse, rng, f"noise-{every}", "HR", 1, REFERENCE, REFERENCE, (0.01, 0))
        draw.risks(sparse, rng, f"noise-{every}", 1)
        draw.predictions(sparse, rng, f"noise-{every}", 1)
        for key, text in sparse.values.items():
            series.values[key] = " ".join(stretch(text, every, series.steps))
    rng = random.Random(60)
    draw.values(series, rng, "noise-many", "HR", 20, REFERENCE, REFERENCE, (0.13, 0.1))
    draw.risks(series, rng, "noise-many", 20, shift=0.1)
    draw.predictions(series, rng, "noise-many", 20, deferral=0.15)
    return Case("unchanged inputs", series, {}, evaluate="15m")


def stretch(text, every, steps):
    """Each value of a series held for `every` steps."""
    short = []
    for run in text.split():
        value, _, again = run.partition("x")
        short += [value] * (int(again or 0) + 1)
    return list(itertools.islice(itertools.chain.from_iterable([v] * every for v in short), steps + 1))


# ---------------------------------------------------------------------------------------------------------------
# The service


def service():
    series = Series(60)
    draw.calls(series, random.Random(70), "Predict", 40, slow=0.1, model="slow")
    draw.calls(series, random.Random(71), "ReportOutcomes", 40, failed=0.1, code="UNAVAILABLE")
    draw.calls(series, random.Random(72), "GetModel", 40, failed=0.3, code="INVALID_ARGUMENT")
    return Case(
        "service", series, {("CredenceLatencyHigh", "slow"): 1, ("CredenceErrors", ""): 1}, step="1m", evaluate="1m"
    )


def service_noise():
    series = Series(60)
    for index, (model, per_step) in enumerate([("rare", 1), ("some", 5), ("many", 200)]):
        draw.calls(series, random.Random(75 + index), "Predict", per_step, slow=0.01, failed=0.004, model=model)
    return Case("service noise", series, {}, step="1m", evaluate="1m")


def load_failure():
    series = Series(30)
    for instance, failures in [("one", 0), ("two", 1)]:
        series.gauge("credence_model_load_failures_total", failures, job="credence", instance=instance)
    return Case("model load failure", series, {("CredenceModelLoadFailure", ""): 1}, step="1m", evaluate="1m")


def target_down():
    """Two servers; the second is gone for good. Something else is down too, and a third was retired."""
    series = Series(30)
    for instance, up, info in [
        ("one", "1x30", "1x30"),
        ("two", "1x10 0x19", "1x10 stale"),
        ("three", "1x9 stale", "1x9 stale"),
    ]:
        series.write("up", {"job": "credence", "instance": instance}, up)
        series.write("credence_build_info", {"job": "credence", "instance": instance}, info)
    series.write("up", {"job": "other", "instance": "four"}, "0x30")
    return Case("target down", series, {("CredenceTargetDown", ""): 1}, step="1m", evaluate="1m", up=False)


def absent():
    series = Series(30)
    series.write("up", {"job": "other", "instance": "four"}, "1x30")
    return Case("absent", series, {("CredenceAbsent", ""): 1}, step="1m", evaluate="1m", up=False)


# ---------------------------------------------------------------------------------------------------------------
# The journal


def journal(name, failing, drops, queued, fires):
    series = Series(30)
    for state in ("ok", "full", "locked", "down", "corrupt"):
        series.gauge("credence_journal_state", int(state == failing), instance="one", state=state)
    series.counter("credence_journal_dropped_predictions_total", drops, instance="one")
    series.write("credence_journal_queued", {"instance": "one"}, queued)
    return Case(name, series, {(alert, ""): 1 for alert in fires}, step="1m", evaluate="1m")


def journals():
    yield journal("journal in order", "ok", 0, "40x30", [])
    yield journal("journal under a burst", "ok", 0, "40x10 30000x4 40x14", [])
    yield journal("journal full", "full", 0, "40x30", ["CredenceJournalFailing"])
    yield journal("journal drops", "ok", {28: 3}, "40x30", ["CredenceJournalDropping"])
    yield journal("journal behind", "ok", 0, "40x10 30000x19", ["CredenceJournalQueue"])


def cases():
    yield figures()
    yield from calibrated()
    yield from miscalibrated()
    yield sequential_alarm()
    yield label_coverage()
    yield coverage_of_a_new_model()
    yield outcomes_stop()
    yield outcomes_refused()
    yield drift()
    yield unchanged_inputs()
    yield service()
    yield service_noise()
    yield load_failure()
    yield target_down()
    yield absent()
    yield from journals()


def promtool(*arguments):
    found = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    return found.returncode == 0, found.stdout + found.stderr


def fresh():
    subprocess.run([sys.executable, RULES / "generate.py", FOLDER], check=True)
    return (FOLDER / "recording.yaml").read_text() == (RULES / "recording.yaml").read_text()


def runbooks():
    """What is wrong with the alerts' annotations, in words."""
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in (ROOT / "docs" / "operations.md").read_text().splitlines()
        if line.startswith("#")
    }
    text = (RULES / "alerts.yaml").read_text()
    for alert in sorted(ALERTS):
        if not re.search(rf"runbook_url: \S+/docs/operations\.md#{alert.lower()}\n", text):
            yield f"{alert} has no runbook_url that ends in its own name"
        if alert.lower() not in headings:
            yield f"docs/operations.md has no section {alert}"


def main():
    if not shutil.which("promtool"):
        print(
            "SKIPPED: the Prometheus rules were not tested: promtool is not on the PATH (script/bootstrap --test-tools)"
        )
        return 77
    global FOLDER
    FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="credence-rules-"))
    wrong = list(runbooks())
    if not fresh():
        wrong.append("recording.yaml is not what generate.py writes")
    good, text = promtool("check", "rules", RULES / "recording.yaml", RULES / "alerts.yaml")
    if not good:
        wrong.append(text)
    fired = set()
    for case in cases():
        if sys.argv[1:] and case.name not in sys.argv[1:]:
            continue
        good, text = promtool("test", "rules", case.write())
        print(f"{'ok' if good else 'FAILED':>6}  {case.name}", flush=True)
        if not good:
            wrong.append(text[:5000])
        fired |= {alert for alert, _ in case.fires}
    if not sys.argv[1:] and fired != ALERTS:
        wrong.append(f"no case in which these fire: {sorted(ALERTS - fired)}")
    shutil.rmtree(FOLDER)
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
