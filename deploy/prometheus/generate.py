#!/usr/bin/env python3
"""Writes recording.yaml, the recording rules.

Usage: generate.py [FOLDER]   where it goes; this file's own folder if none is named

The same figures over five windows: copied by hand they would drift apart. The alerts, in alerts.yaml, are by hand.
docs/operations.md, "Prometheus: how the figures add up", explains each figure; tests/deploy checks them.
"""

import pathlib
import sys

WINDOWS = ["1h", "6h", "1d", "7d", "30d"]
# Longer windows are sums of hourly increases: raw samples of 30 days would cost seconds an evaluation.
RAW_CALIBRATION = ["1h", "6h", "1d", "7d"]
RAW_INPUTS = ["1h", "6h", "1d"]
BINS = 20
NULL_MEAN = "0.797884560803"  # sqrt(2 / pi): mean of |standard normal|
NULL_VARIANCE = "0.363380227632"  # 1 - 2 / pi: its variance
Q95 = "1.644853626951"  # of the standard normal
SIGMAS = "5"  # what drift alerts ask for beyond noise

HEADER = """# Recording rules of Credence: calibration, drift, uncertainty over any replicas. Written by generate.py; do not edit.
# Names are level:metric:operation. docs/operations.md, "Prometheus: how the figures add up", explains each.
groups:
"""


def fill(text, **values):
    """`text` with <name> replaced, innermost last, so that values may hold further names."""
    for _ in range(4):
        for name, value in values.items():
            text = text.replace(f"<{name}>", value)
    return text


def increases(window):
    """The increase of each counter, summed over replicas: every figure is made of these."""
    case = "model, version, decision"
    for metric, labels, raw in [
        ("credence_calibration_outcomes", f"{case}, bin", RAW_CALIBRATION),
        ("credence_calibration_predicted_events", f"{case}, bin", RAW_CALIBRATION),
        ("credence_calibration_observed_events", f"{case}, bin", RAW_CALIBRATION),
        ("credence_calibration_variance", f"{case}, bin", RAW_CALIBRATION),
        ("credence_brier_score", case, RAW_CALIBRATION),
        ("credence_mixture_nll_nats", case, RAW_CALIBRATION),
        ("credence_average_nll_nats", case, RAW_CALIBRATION),
        ("credence_predictions", case, RAW_CALIBRATION),
        ("credence_outcomes", "model, version, status", RAW_CALIBRATION),
        ("credence_expected_mixture_nll_nats", "model, version", RAW_CALIBRATION),
        ("credence_expected_brier_score", "model, version", RAW_CALIBRATION),
        ("credence_input_values", "model, version, input, bin", RAW_INPUTS),
        ("credence_input_out_of_range", "model, version, input", RAW_INPUTS),
        ("credence_predicted_risk_bin", "model, version, bin", RAW_INPUTS),
    ]:
        name = labels.replace(", ", "_") + ":" + metric + ":increase"
        if window in raw:
            yield name + window, f"sum by ({labels}) (increase({metric}_total[{window}]))"
        else:
            yield name + window, f"sum_over_time({name}1h[{window}:1h])"


def figures(window):
    """name, expression: how well stated risks match outcomes, by model and version, kept and deferred together."""
    yield "ece_ratio", "sum by (model, version) (abs(<P> - <O>)) / (<n> > 0)"
    yield "ece_null_mean_ratio", f"{NULL_MEAN} * sum by (model, version) (sqrt(<V>)) / (<n> > 0)"
    yield "ece_null_q95_ratio", f"<null_mean> + {Q95} * sqrt({NULL_VARIANCE} * <v>) / (<n> > 0)"
    # sqrt(<v>) / <n> is at least its standard deviation, however skewed the bins.
    yield "ece_null_bound_ratio", "<null_mean> + 4 * sqrt(<v>) / (<n> > 0)"
    # Only bins of at least two outcomes; 1.5, because increase() extrapolates one outcome to a little more than one.
    yield "ece_debiased_ratio", (
        "sqrt(clamp_min(\n"
        "  sum by (model, version) (((<P> - <O>) ^ 2 - <O> * <Z> / (<N> - 1)) / (<N> > 1.5))\n"
        "  / sum by (model, version) (<N> > 1.5), 0))"
    )
    yield "mce_ratio", "max by (model, version) (abs(<P> - <O>) / (<N> > 1.5))"
    yield "observed_over_expected_ratio", "<o> / (<p> > 0)"
    yield "calibration_z", "(<o> - <p>) / sqrt(<v> > 0)"
    for score in ("brier_score", "mixture_nll_nats", "average_nll_nats"):
        yield score, f"sum by (model, version) (model_version_decision:credence_{score}:increase<w>) / (<n> > 0)"
    yield "auroc_ratio", auroc()


def auroc():
    """Events against the non-events of lower bins; those of the same bin count half."""
    terms = []
    for index in range(1, BINS):
        lower = "|".join(f"{bin_index:02d}" for bin_index in range(index))
        terms.append(
            f'<O>{{bin="{index:02d}"}} * on (model, version) group_left ()'
            f' sum by (model, version) (<Z>{{bin=~"{lower}"}})'
        )
    return (
        "(\n  sum by (model, version) (<O> * <Z>) / 2\n  + sum by (model, version) (\n    "
        + "\n    or ".join(terms)
        + "\n  )\n)\n/ (<o> * (<n> - <o>) > 0)"
    )


def uncertainty(window):
    """name, expression: what needs no labels, and how many labels there are."""
    yield "deferral_ratio", 'sum by (model, version) (<made>{decision="defer"}) / <all>'
    yield "label_coverage_ratio", "<n> / <all>"
    for score in ("mixture_nll_nats", "brier_score"):
        yield f"expected_{score}", f"model_version:credence_expected_{score}:increase<w> / <all>"


def psi(level, counts, reference):
    """name, expression: distance of the bins' shares from the reference's, and what noise alone would show.

    Half an outcome is added to each bin, and no share of the reference is taken as less than 1 in 10,000.
    """
    values = dict(
        counts=counts,
        reference=reference,
        by=", ".join(level),
        share="((<counts> + 0.5) / on (<by>) group_left () (sum by (<by>) (<counts> + 0.5)))",
        whole="sum by (<by>) (<reference>)",
        right="clamp_min(<reference> / on (<by>) group_left () (<whole>), 0.0001)",
        m="(<whole> * on (model, version) group_left () max by (model, version) (credence_reference_cases))",
        n="sum by (<by>) (<counts>)",
        k="(count by (<by>) (<counts>) - 1 > 0)",
    )
    distance = "sum by (<by>) (\n  (<share> - <right>)\n  * ln(<share>\n    / <right>)\n)\nand (<n> > 0)"
    # PSI is chi-squared of k degrees of freedom, times 1/n + 1/m for m reference cases, where nothing has changed; its
    # quantiles by Wilson and Hilferty.
    noise = "<k> * (1 - 2 / (9 * <k>) + <z> * sqrt(2 / (9 * <k>))) ^ 3\n* (1 / (<n> > 0) + 1 / (<m> > 0))"
    yield "psi_nats", fill(distance, **values)
    yield "psi_null_q95_nats", fill(noise, z=Q95, **values)
    yield "psi_null_bound_nats", fill(noise, z=SIGMAS, **values)


def drift(window):
    model = ["model", "version"]
    level = model + ["input"]
    values = "model_version_input_bin:credence_input_values:increase<w>"
    for name, expression in psi(
        level,
        values + '{bin!="missing"}',
        'max by (model, version, input, bin) (credence_input_reference_ratio{bin!="missing"})',
    ):
        yield f"model_version_input:credence_input_{name}:over<w>", expression
    for name, expression in psi(
        model,
        "model_version_bin:credence_predicted_risk_bin:increase<w>",
        "max by (model, version, bin) (credence_predicted_risk_reference_ratio)",
    ):
        yield f"model_version:credence_predicted_risk_{name}:over<w>", expression
    by = "sum by (model, version, input)"
    yield "model_version_input:credence_input_values:increase<w>", f"{by} ({values})"
    yield (
        "model_version_input:credence_input_missing_ratio:over<w>",
        f'{by} ({values}{{bin="missing"}})\n/ ({by} ({values}) > 0)',
    )
    yield (
        "model_version_input:credence_input_out_of_range_ratio:over<w>",
        f"model_version_input:credence_input_out_of_range:increase<w>\n/ ({by} ({values}) > 0)",
    )


# Capitals: per bin; small letters: over all bins. Predicted and observed events, non-events, outcomes, variance.
SUMS = {
    "N": "model_version_bin:credence_calibration_outcomes:increase<w>",
    "P": "model_version_bin:credence_calibration_predicted_events:increase<w>",
    "O": "model_version_bin:credence_calibration_observed_events:increase<w>",
    "V": "model_version_bin:credence_calibration_variance:increase<w>",
    "Z": "model_version_bin:credence_calibration_nonevents:increase<w>",
    "n": "model_version:credence_calibration_outcomes:increase<w>",
    "p": "model_version:credence_calibration_predicted_events:increase<w>",
    "o": "model_version:credence_calibration_observed_events:increase<w>",
    "v": "model_version:credence_calibration_variance:increase<w>",
    "made": "model_version_decision:credence_predictions:increase<w>",
    "all": "(model_version:credence_predictions:increase<w> > 0)",
    "null_mean": "model_version:credence_ece_null_mean_ratio:over<w>",
}


def rules(window):
    values = {**{name: fill(series, w=window) for name, series in SUMS.items()}, "w": window}
    yield from increases(window)
    for name in "NPOV":
        base = values[name].replace("version_bin:", "version_decision_bin:")
        yield values[name], f"sum by (model, version, bin) ({base})"
        yield values[name.lower()], f"sum by (model, version) ({values[name]})"
    yield values["Z"], fill("<N> - <O>", **values)
    yield "model_version:credence_predictions:increase" + window, fill("sum by (model, version) (<made>)", **values)
    for name, expression in [*figures(window), *uncertainty(window)]:
        yield f"model_version:credence_{name}:over{window}", fill(expression, **values)
    for name, expression in drift(window):
        yield fill(name, w=window), fill(expression, w=window)


# What today is held against; no window.
REFERENCE = [
    (
        "model_version_input:credence_input_missing_reference_ratio",
        'max by (model, version, input) (credence_input_reference_ratio{bin="missing"})',
    ),
    (
        "model_version_input:credence_input_out_of_range_reference_ratio",
        "max by (model, version, input) (credence_input_out_of_range_reference_ratio)",
    ),
    (
        "model_version:credence_deferral_reference_ratio",
        'max by (model, version) (credence_reference_figure{figure="deferral"})',
    ),
]


def recording():
    groups = [("reference", "1m", REFERENCE)]
    for window in WINDOWS:
        groups.append((window, "1m" if window in RAW_INPUTS else "2m", rules(window)))
    text = HEADER
    for group, interval, records in groups:
        text += f"  - name: credence-{group}\n    interval: {interval}\n    rules:\n"
        for name, expression in records:
            text += f"      - record: {name}\n        expr: |\n"
            text += "".join(f"          {line}\n" for line in expression.splitlines())
    return text


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent)
    (folder / "recording.yaml").write_text(recording())
