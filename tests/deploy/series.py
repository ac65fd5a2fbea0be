"""Series for promtool's unit tests, drawn from a seed: outcomes, inputs and calls as a server would count them."""

import bisect
import collections
import math
import random

BINS = 20


def _edges():
    rng = random.Random(1)
    risks = sorted(rng.betavariate(0.8, 4.8) for _ in range(20000))
    return [risks[len(risks) * i // BINS] for i in range(1, BINS)]


EDGES = _edges()


def logit(p):
    return math.log(p / (1 - p))


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


class Series:
    """Values at steps 0 .. steps of many series, as promtool writes them."""

    def __init__(self, steps):
        self.steps = steps
        self.values = {}

    def gauge(self, name, value, **labels):
        self._put(name, labels, [value] * (self.steps + 1))

    def counter(self, name, increments, **labels):
        """increments: {step: by how much}; a number for the same at every step."""
        if not isinstance(increments, dict):
            increments = {step: increments for step in range(1, self.steps + 1)}
        total, values = 0, []
        for step in range(self.steps + 1):
            total += increments.get(step, 0)
            values.append(total)
        self._put(name, labels, values)

    def write(self, name, labels, values):
        """values as promtool writes them, e.g. "0+5x10"."""
        self.values[self._key(name, labels)] = values

    def _put(self, name, labels, values):
        key = self._key(name, labels)
        assert key not in self.values, key
        # Runs are written short: "vx3" is v four times.
        runs, text = [], []
        for value in values:
            if runs and runs[-1][0] == value:
                runs[-1][1] += 1
            else:
                runs.append([value, 0])
        for value, again in runs:
            text.append(f"{value:.12g}x{again}" if again else f"{value:.12g}")
        self.values[key] = " ".join(text)

    @staticmethod
    def _key(name, labels):
        return name + "{" + ", ".join(f'{k}="{v}"' for k, v in labels.items()) + "}"


def outcomes(series, rng, model, per_step, truth=lambda p: p, until=None, bins=BINS):
    """Calibration counters of one model, version 1. truth: the probability of the event where p was stated.

    until: the last step with outcomes. bins: fewer than BINS for a model whose upper bins are one.
    Returns the pairs (p, y, decision), to compute figures from directly.
    """
    pairs = []
    sums = collections.defaultdict(lambda: collections.defaultdict(float))
    for step in range(1, (until or series.steps) + 1):
        for _ in range(int(per_step) + (rng.random() < per_step % 1)):
            p = min(max(rng.betavariate(0.8, 4.8), 1e-6), 1 - 1e-6)
            y = int(rng.random() < truth(p))
            decision = "defer" if 0.4 < p < 0.6 else "keep"
            pairs.append((p, y, decision))
            nll = -math.log(p if y else 1 - p)
            for name, value in [
                ("outcomes", 1),
                ("predicted_events", p),
                ("observed_events", y),
                ("variance", p * (1 - p)),
            ]:
                sums[f"credence_calibration_{name}_total", decision, min(bisect.bisect_right(EDGES, p), bins - 1)][
                    step
                ] += value
            for name, value in [
                ("brier_score", (p - y) ** 2),
                ("mixture_nll_nats", nll),
                ("average_nll_nats", nll + 0.01),
            ]:
                sums[f"credence_{name}_total", decision, None][step] += value
    for decision in ("keep", "defer"):
        who = dict(model=model, version="1", decision=decision)
        for name in ("outcomes", "predicted_events", "observed_events", "variance"):
            name = f"credence_calibration_{name}_total"
            for index in range(bins):
                series.counter(name, sums[name, decision, index], **who, bin=f"{index:02d}")
        for name in ("brier_score", "mixture_nll_nats", "average_nll_nats"):
            series.counter(f"credence_{name}_total", sums[f"credence_{name}_total", decision, None], **who)
    return pairs


def figures(pairs, edges):
    """The figures of (p, y, ...) by their definitions, over bins with these inner edges."""
    bins = [[] for _ in range(len(edges) + 1)]
    for p, y, *_ in pairs:
        bins[bisect.bisect_right(edges, p)].append((p, y))
    n = len(pairs)
    sums = [(len(b), sum(p for p, _ in b), sum(y for _, y in b), sum(p * (1 - p) for p, _ in b)) for b in bins]
    expected, events, variance = (sum(s[i] for s in sums) for i in (1, 2, 3))
    big = [(c, p, y) for c, p, y, _ in sums if c > 1]
    squared = sum(c * ((p / c - y / c) ** 2 - (y / c) * (1 - y / c) / (c - 1)) for c, p, y in big) / sum(
        c for c, _, _ in big
    )
    pairs_won = sum(y * ((c - y) / 2 + sum(k - o for k, _, o, _ in sums[:i])) for i, (c, _, y, _) in enumerate(sums))
    null_mean = math.sqrt(2 / math.pi) * sum(math.sqrt(v) for *_, v in sums) / n
    return {
        "ece_ratio": sum(abs(p - y) for _, p, y, _ in sums) / n,
        "ece_null_mean_ratio": null_mean,
        "ece_null_q95_ratio": null_mean + 1.6448536269514722 * math.sqrt((1 - 2 / math.pi) * variance) / n,
        "ece_debiased_ratio": math.sqrt(max(squared, 0)),
        "mce_ratio": max(abs(p - y) / c for c, p, y in big),
        "observed_over_expected_ratio": events / expected,
        "calibration_z": (events - expected) / math.sqrt(variance),
        "brier_score": sum((p - y) ** 2 for p, y, *_ in pairs) / n,
        "mixture_nll_nats": sum(-math.log(p if y else 1 - p) for p, y, *_ in pairs) / n,
        "auroc_ratio": pairs_won / (events * (n - events)),
    }


def predictions(series, rng, model, per_step, deferral=0.1, reference=0.1):
    made = {"keep": {}, "defer": {}}
    for step in range(1, series.steps + 1):
        deferred = sum(rng.random() < deferral for _ in range(per_step))
        made["defer"][step], made["keep"][step] = deferred, per_step - deferred
    for decision, increments in made.items():
        series.counter("credence_predictions_total", increments, model=model, version="1", decision=decision)
    series.gauge("credence_reference_figure", reference, model=model, version="1", figure="deferral")


CASES = 8000  # of the reference


def _reference_cases(series, model):
    series.write("credence_reference_cases", dict(model=model, version="1"), f"{CASES}x{series.steps}")


def values(series, rng, model, name, per_step, shares, reference, outside=(0.0, 0.0)):
    """One input's counters. shares, reference: of each bin, the last of them "missing".

    outside: share of the values beside an impossible reading; the same share in the reference.
    """
    bins = [f"{index:02d}" for index in range(len(shares) - 1)] + ["missing"]
    _reference_cases(series, model)
    drawn, impossible = {b: collections.Counter() for b in bins}, collections.Counter()
    for step in range(1, series.steps + 1):
        for found in rng.choices(bins, shares, k=per_step):
            drawn[found][step] += 1
            impossible[step] += found != "missing" and rng.random() < outside[0]
    who = dict(model=model, version="1", input=name)
    for found, share in zip(bins, reference):
        series.counter("credence_input_values_total", drawn[found], **who, bin=found)
        series.gauge("credence_input_reference_ratio", share, **who, bin=found)
    series.counter("credence_input_out_of_range_total", impossible, **who)
    series.gauge("credence_input_out_of_range_reference_ratio", outside[1] * (1 - reference[-1]), **who)
    return {b: sum(c.values()) for b, c in drawn.items()}


def risks(series, rng, model, per_step, shift=0.0):
    """Predicted risks over the frozen bins; shift: of each logit."""
    _reference_cases(series, model)
    drawn = [collections.Counter() for _ in range(BINS)]
    for step in range(1, series.steps + 1):
        for _ in range(per_step):
            p = min(max(rng.betavariate(0.8, 4.8), 1e-6), 1 - 1e-6)
            drawn[bisect.bisect_right(EDGES, sigmoid(logit(p) + shift))][step] += 1
    for index, increments in enumerate(drawn):
        who = dict(model=model, version="1", bin=f"{index:02d}")
        series.counter("credence_predicted_risk_bin_total", increments, **who)
        series.gauge("credence_predicted_risk_reference_ratio", 1 / BINS, **who)


def calls(series, rng, method, per_step, slow=0.0, failed=0.0, code="INTERNAL", model="a"):
    """RPC durations of one method: a share slower than 250 ms, a share that failed."""
    fast, all_ok, bad = {}, {}, {}
    for step in range(1, series.steps + 1):
        bad[step] = sum(rng.random() < failed for _ in range(per_step))
        all_ok[step] = per_step - bad[step]
        fast[step] = sum(rng.random() >= slow for _ in range(all_ok[step]))
    who = dict(instance="one", method=method, model=model, version="1")
    for le, counts in [("0.25", fast), ("+Inf", all_ok)]:
        series.counter("credence_rpc_duration_seconds_bucket", counts, **who, code="OK", le=le)
    series.counter("credence_rpc_duration_seconds_count", all_ok, **who, code="OK")
    for le in ("0.25", "+Inf"):
        series.counter("credence_rpc_duration_seconds_bucket", bad, **who, code=code, le=le)
    series.counter("credence_rpc_duration_seconds_count", bad, **who, code=code)
