#!/usr/bin/env python3
"""Writes credence.json, the dashboard for Grafana 11 and later.

Usage: generate.py [FOLDER]   where it goes; this file's own folder if none is named

A panel is one entry of ROWS: its title, its queries, how they are drawn. Figures come from the recording rules of
deploy/prometheus; tests/deploy runs every expression against a real Prometheus.
"""

import json
import pathlib
import sys

WHO = 'model="$model", version="$version"'
HELP = {
    "reliability": "Each point is a bin of predicted risk: how often the event happened against how often it was "
    "predicted. On the diagonal they agree. Between the dashed lines 9 of 10 bins of a calibrated model lie.",
    "ece": "Mean distance between stated risk and outcome, bin by bin. Below q95 it is what chance alone shows at this "
    "number of outcomes; beyond the bound, and by more than 0.02, there is an alert.",
    "oe": "Events that happened for each one expected. Inside the dashed lines (95 %) it is chance. Below 1 may mean "
    "that "
    "the alerts of the model prevented events.",
    "evidence": "Natural logarithm of the evidence against calibration, which may be looked at after every outcome. At "
    "4.6 (evidence 100) the alarm is raised; at most 1 in 100 calibrated models ever gets there.",
    "journal": "From the journal, over its newest outcomes, corrections taken in. One line per replica: with a shared "
    "database they coincide; do not add or average them.",
    "corrections": "Counters never go down: a corrected outcome stays in the window's figures as it was first counted. "
    "The "
    "panels titled 'of the journal' have the corrected label.",
    "coverage": "Outcomes for each prediction of the window; and, from the journal, the share of predictions within "
    "the "
    "horizon that have their outcome.",
    "psi": "Distance of each input's distribution from the reference. Above 0.2 is a marked change, if it is also "
    "above "
    "what noise reaches at this number of predictions (the table has both).",
    "decision": "What deferral buys: the kept cases should have the lower scores.",
    "latency": "From a request's arrival to its answer, on the server.",
}


def over(name, window="$window"):
    return f"model_version:credence_{name}:over{window}{{{WHO}}}"


def total(name, level="model_version"):
    return f"{level}:credence_{name}:increase$window{{{WHO}}}"


def quantile(q, metric, selector, by="le"):
    return f"histogram_quantile({q}, sum by ({by}) (rate({metric}_bucket{{{selector}}}[$__rate_interval])))"


def per_decision(score):
    return (
        f"model_version_decision:credence_{score}:increase$window{{{WHO}}} / on (model, version, decision)\n"
        f"(sum by (model, version, decision) ({total('calibration_outcomes', 'model_version_decision_bin')}) > 0)"
    )


def in_bins(text):
    """An expression over the bins' sums: N outcomes, P predicted and O observed events, V variance."""
    for letter, name in [("N", "outcomes"), ("P", "predicted_events"), ("O", "observed_events"), ("V", "variance")]:
        text = text.replace(f"<{letter}>", total(f"calibration_{name}", "model_version_bin"))
    return text


# ---------------------------------------------------------------------------------------------------------------
# Panels: functions that give a panel without its place. targets: (legend, expression) ...


def panel(
    kind,
    title,
    targets,
    *,
    width=8,
    height=8,
    unit="short",
    help=None,
    instant=False,
    defaults=None,
    overrides=(),
    options=None,
    transformations=(),
):
    return {
        "type": kind,
        "title": title,
        "description": HELP.get(help, ""),
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "gridPos": {"w": width, "h": height},
        "fieldConfig": {"defaults": {"unit": unit, **(defaults or {})}, "overrides": list(overrides)},
        "options": options or {},
        "targets": [
            {
                "refId": chr(65 + i),
                "expr": expression,
                "legendFormat": legend,
                "instant": instant,
                "range": not instant,
                "format": "table" if kind in ("table", "xychart", "barchart") else "time_series",
                "datasource": {"type": "prometheus", "uid": "${datasource}"},
            }
            for i, (legend, expression) in enumerate(targets)
        ],
        "transformations": list(transformations),
    }


def stat(title, expression, unit="short", decimals=None, steps=None, **more):
    defaults = {"noValue": "no outcomes yet" if "outcome" in title.lower() else "no data"}
    if decimals is not None:
        defaults["decimals"] = decimals
    colors = [{"color": c, "value": v} for v, c in steps or [(None, "text")]]
    defaults["thresholds"] = {"mode": "absolute", "steps": colors}
    return panel(
        "stat",
        title,
        [("", expression)],
        width=4,
        height=4,
        unit=unit,
        instant=True,
        defaults=defaults,
        options={"colorMode": "value", "graphMode": "none", "reduceOptions": {"calcs": ["lastNotNull"]}},
        **more,
    )


def lines(title, *targets, dashed=(), line_at=None, **more):
    """A time series; dashed: legends drawn as thin dashed lines; line_at: a fixed line."""
    custom = {"lineWidth": 2, "fillOpacity": 0, "showPoints": "never", "spanNulls": 300000}
    defaults = {"custom": custom, **more.pop("defaults", {})}
    if line_at is not None:
        custom["thresholdsStyle"] = {"mode": "dashed"}
        defaults["thresholds"] = {
            "mode": "absolute",
            "steps": [{"color": "transparent", "value": None}, {"color": "red", "value": line_at}],
        }
    overrides = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [
                {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [6, 6]}},
                {"id": "custom.lineWidth", "value": 1},
                {"id": "color", "value": {"mode": "fixed", "fixedColor": "text"}},
            ],
        }
        for name in dashed
    ]
    return panel(
        "timeseries",
        title,
        targets,
        defaults=defaults,
        overrides=overrides,
        options={
            "legend": {"displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        **more,
    )


def table(title, key, *columns, renamed=None, **more):
    """One row per `key`; columns: (name, expression) ..."""
    names = {f"Value #{chr(65 + i)}": name for i, (name, _) in enumerate(columns)}
    keep = {"include": {"names": [*key, *names]}}
    return panel(
        "table",
        title,
        columns,
        instant=True,
        transformations=[
            {"id": "merge", "options": {}},
            {"id": "filterFieldsByName", "options": keep},
            {"id": "organize", "options": {"renameByName": names}},
        ],
        options={"sortBy": [{"displayName": columns[0][0], "desc": True}]},
        **more,
    )


def bars(title, key, *columns, **more):
    names = {f"Value #{chr(65 + i)}": name for i, (name, _) in enumerate(columns)}
    return panel(
        "barchart",
        title,
        columns,
        instant=True,
        transformations=[
            {"id": "joinByField", "options": {"byField": key, "mode": "outer"}},
            {"id": "filterFieldsByName", "options": {"include": {"names": [key, *names]}}},
            {"id": "organize", "options": {"renameByName": names}},
            {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": key}]}},
        ],
        options={"xField": key, "legend": {"displayMode": "list", "placement": "bottom"}},
        **more,
    )


def reliability():
    columns = [
        ("predicted", in_bins("<P> / (<N> > 0)")),
        ("observed", in_bins("<O> / (<N> > 0)")),
        ("chance, low", in_bins("clamp_min((<P> - 1.645 * sqrt(<V>)) / (<N> > 0), 0)")),
        ("chance, high", in_bins("clamp_max((<P> + 1.645 * sqrt(<V>)) / (<N> > 0), 1)")),
    ]
    names = {f"Value #{chr(65 + i)}": name for i, (name, _) in enumerate(columns)}

    def named(name):
        return {"matcher": {"id": "byName", "options": name}}

    series = [{"name": {"fixed": name}, "x": named("predicted"), "y": named(name)} for name in list(names.values())[1:]]
    dashed = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [
                {"id": "custom.show", "value": "lines"},
                {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [6, 6]}},
                {"id": "color", "value": {"mode": "fixed", "fixedColor": "text"}},
            ],
        }
        for name in ("chance, low", "chance, high")
    ]
    return panel(
        "xychart",
        "Reliability over $window",
        columns,
        width=8,
        height=10,
        unit="percentunit",
        help="reliability",
        instant=True,
        defaults={"min": 0, "custom": {"show": "points+lines", "pointSize": {"fixed": 6}}},
        overrides=dashed,
        options={"mapping": "manual", "series": series, "legend": {"displayMode": "list", "placement": "bottom"}},
        transformations=[
            {"id": "joinByField", "options": {"byField": "bin", "mode": "outer"}},
            {"id": "filterFieldsByName", "options": {"include": {"names": ["bin", *names]}}},
            {"id": "organize", "options": {"renameByName": names}},
            {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": "predicted"}]}},
        ],
    )


RISK = "model_version_bin:credence_predicted_risk_bin:increase$window{%s}" % WHO
RATE = "[$__rate_interval]"

ROWS = {
    "Overview": [
        stat("Outcomes in $window", total("calibration_outcomes"), decimals=0),
        stat("ECE, of the outcomes in $window", over("ece_ratio"), "percentunit", 1, help="ece"),
        stat("Observed / expected outcomes", over("observed_over_expected_ratio"), decimals=2, help="oe"),
        stat(
            "Evidence (log), alarm at 4.6",
            f"max(credence_calibration_log_evidence{{{WHO}}})",
            decimals=1,
            steps=[(None, "green"), (4.605, "red")],
            help="evidence",
        ),
        stat("Deferred in $window", over("deferral_ratio"), "percentunit", 1),
        stat(
            "Alerts firing",
            'count(ALERTS{alertname=~"Credence.*", alertstate="firing"}) or vector(0)',
            decimals=0,
            steps=[(None, "green"), (1, "red")],
        ),
        table(
            "Versions in service",
            ["model", "version"],
            ("replicas", "sum by (model, version) (credence_model_info)"),
            ("predictions a second", f"sum by (model, version) (rate(credence_predictions_total{RATE}))"),
            ("outcomes in $window", "model_version:credence_calibration_outcomes:increase$window"),
            ("ECE", "model_version:credence_ece_ratio:over$window"),
            ("observed / expected", "model_version:credence_observed_over_expected_ratio:over$window"),
            ("alarm", "max by (model, version) (credence_calibration_alarm)"),
            width=24,
            height=6,
        ),
    ],
    "Calibration": [
        reliability(),
        lines(
            "ECE and what chance shows, over $window",
            ("ECE", over("ece_ratio")),
            ("debiased", over("ece_debiased_ratio")),
            ("chance, mean", over("ece_null_mean_ratio")),
            ("chance, q95", over("ece_null_q95_ratio")),
            ("bound", over("ece_null_bound_ratio")),
            dashed=("chance, mean", "chance, q95", "bound"),
            height=10,
            unit="percentunit",
            help="ece",
        ),
        lines(
            "Observed / expected over $window",
            ("observed / expected", over("observed_over_expected_ratio")),
            (
                "low",
                f"1 - 1.96 * sqrt({total('calibration_variance')}) / ({total('calibration_predicted_events')} > 0)",
            ),
            (
                "high",
                f"1 + 1.96 * sqrt({total('calibration_variance')}) / ({total('calibration_predicted_events')} > 0)",
            ),
            dashed=("low", "high"),
            height=10,
            help="oe",
        ),
        lines(
            "Evidence against calibration",
            ("{{instance}}", f"credence_calibration_log_evidence{{{WHO}}}"),
            line_at=4.605,
            help="evidence",
        ),
        lines(
            "Brier score over $window",
            ("Brier", over("brier_score")),
            ("expected if calibrated", over("expected_brier_score")),
            dashed=("expected if calibrated",),
        ),
        lines(
            "NLL over $window, nats",
            ("mixture", over("mixture_nll_nats")),
            ("average", over("average_nll_nats")),
            ("expected if calibrated", over("expected_mixture_nll_nats")),
            dashed=("expected if calibrated",),
        ),
        lines("AUROC from the bins over $window", ("AUROC", over("auroc_ratio")), width=6, defaults={"max": 1}),
        lines(
            "ECE of the journal",
            ("ECE {{instance}}", f"credence_window_ece_ratio{{{WHO}}}"),
            ("chance, q95 {{instance}}", f"credence_window_ece_null_q95_ratio{{{WHO}}}"),
            width=6,
            unit="percentunit",
            help="journal",
        ),
        lines(
            "Slope, observed / expected of the journal",
            ("slope {{instance}}", f"credence_window_calibration_slope{{{WHO}}}"),
            ("observed / expected {{instance}}", f"credence_window_observed_over_expected_ratio{{{WHO}}}"),
            width=6,
            help="journal",
        ),
        lines(
            "Scores of the journal",
            ("Brier {{instance}}", f"credence_window_brier_score{{{WHO}}}"),
            ("mixture NLL {{instance}}", f"credence_window_mixture_nll_nats{{{WHO}}}"),
            ("AUROC {{instance}}", f"credence_window_auroc_ratio{{{WHO}}}"),
            width=6,
            help="journal",
        ),
    ],
    "Outcomes and coverage": [
        lines(
            "Outcomes in $window by status",
            ("{{status}}", "sum by (status) (model_version_status:credence_outcomes:increase$window)"),
            help="corrections",
        ),
        lines(
            "Label coverage",
            ("outcomes / predictions, $window", over("label_coverage_ratio")),
            ("of the journal {{instance}}", f"credence_label_coverage_ratio{{{WHO}}}"),
            unit="percentunit",
            help="coverage",
        ),
        lines(
            "Predictions that wait for their outcome",
            ("{{instance}}", f"credence_outcomes_pending{{{WHO}}}"),
            help="journal",
        ),
        lines(
            "Delay of outcomes",
            *[
                (
                    f"q{int(q * 100)}",
                    "histogram_quantile(%s, sum by (le) (increase("
                    "credence_outcome_delay_seconds_bucket{%s}[1d])))" % (q, WHO),
                )
                for q in (0.5, 0.9)
            ],
            unit="s",
            width=12,
        ),
        lines(
            "Outcomes the journal's figures are of",
            ("{{instance}}", f"credence_window_outcomes{{{WHO}}}"),
            width=12,
            help="journal",
        ),
    ],
    "Deferral and uncertainty": [
        lines(
            "Deferred over $window",
            ("deferred", over("deferral_ratio")),
            ("reference", f"model_version:credence_deferral_reference_ratio{{{WHO}}}"),
            dashed=("reference",),
            unit="percentunit",
        ),
        table(
            "Kept and deferred cases over $window",
            ["decision"],
            ("outcomes", f"sum by (decision) ({total('calibration_outcomes', 'model_version_decision_bin')})"),
            ("Brier", f"sum by (decision) ({per_decision('brier_score')})"),
            ("mixture NLL", f"sum by (decision) ({per_decision('mixture_nll_nats')})"),
            (
                "observed / expected",
                f"sum by (decision) ({total('calibration_observed_events', 'model_version_decision_bin')})\n"
                f"/ (sum by (decision) ({total('calibration_predicted_events', 'model_version_decision_bin')}) > 0)",
            ),
            help="decision",
        ),
        lines(
            "Epistemic uncertainty, nats",
            *[(f"q{int(q * 100)}", quantile(q, "credence_epistemic_uncertainty_nats", WHO)) for q in (0.5, 0.9, 0.99)],
            (
                "mean",
                f"sum(rate(credence_epistemic_uncertainty_nats_sum{{{WHO}}}{RATE}))\n"
                f"/ (sum(rate(credence_epistemic_uncertainty_nats_count{{{WHO}}}{RATE})) > 0)",
            ),
            ("mean of the reference", f'max(credence_reference_figure{{{WHO}, figure="epistemic"}})'),
            dashed=("mean of the reference",),
        ),
        bars(
            "Predicted risk over $window, by bin",
            "bin",
            ("now", f"sum by (bin) ({RISK}) / scalar(sum({RISK}) > 0)"),
            ("reference", f"max by (bin) (credence_predicted_risk_reference_ratio{{{WHO}}})"),
            width=12,
            unit="percentunit",
        ),
        lines(
            "Drift of predicted risk over $window",
            ("PSI", over("predicted_risk_psi_nats")),
            ("noise, q95", over("predicted_risk_psi_null_q95_nats")),
            ("bound", over("predicted_risk_psi_null_bound_nats")),
            dashed=("noise, q95", "bound"),
            line_at=0.2,
            width=12,
            help="psi",
        ),
    ],
    "Inputs": [
        table(
            "Inputs over $window",
            ["input"],
            ("PSI", f"sum by (input) (model_version_input:credence_input_psi_nats:over$window{{{WHO}}})"),
            (
                "noise reaches",
                f"sum by (input) (model_version_input:credence_input_psi_null_q95_nats:over$window{{{WHO}}})",
            ),
            ("missing", f"sum by (input) (model_version_input:credence_input_missing_ratio:over$window{{{WHO}}})"),
            (
                "missing in the reference",
                f"sum by (input) (model_version_input:credence_input_missing_reference_ratio{{{WHO}}})",
            ),
            (
                "impossible",
                f"sum by (input) (model_version_input:credence_input_out_of_range_ratio:over$window{{{WHO}}})",
            ),
            (
                "impossible in the reference",
                f"sum by (input) (model_version_input:credence_input_out_of_range_reference_ratio{{{WHO}}})",
            ),
            width=12,
            height=12,
            help="psi",
        ),
        lines(
            "PSI of the five that drift most",
            ("{{input}}", f"topk(5, model_version_input:credence_input_psi_nats:over$window{{{WHO}}})"),
            line_at=0.2,
            width=12,
            height=6,
            help="psi",
        ),
        lines(
            "Missing more often than in the reference, the five worst",
            (
                "{{input}}",
                f"topk(5, model_version_input:credence_input_missing_ratio:over$window{{{WHO}}}\n"
                f"- model_version_input:credence_input_missing_reference_ratio{{{WHO}}})",
            ),
            unit="percentunit",
            width=12,
            height=6,
        ),
    ],
    "Service": [
        lines(
            "Calls a second",
            ("{{method}}", f"sum by (method) (rate(credence_rpc_duration_seconds_count{RATE}))"),
            unit="reqps",
        ),
        lines(
            "Calls that fail",
            (
                "{{method}} {{code}}",
                "sum by (method, code) (rate(credence_rpc_duration_seconds_count"
                f'{{code!="OK"}}{RATE}))\n/ on (method) group_left () '
                f"sum by (method) (rate(credence_rpc_duration_seconds_count{RATE}))",
            ),
            unit="percentunit",
        ),
        lines(
            "Duration of Predict",
            *[
                (f"q{int(q * 100)}", quantile(q, "credence_rpc_duration_seconds", 'method="Predict"'))
                for q in (0.5, 0.9, 0.99)
            ],
            unit="s",
            help="latency",
        ),
        lines(
            "Where the time goes, q99",
            ("queue", quantile(0.99, "credence_queue_duration_seconds", WHO)),
            ("forward pass", quantile(0.99, "credence_forward_duration_seconds", WHO)),
            unit="s",
        ),
        lines(
            "Rows in a forward pass",
            (
                "mean",
                f"sum(rate(credence_batch_rows_sum{{{WHO}}}{RATE}))\n"
                f"/ (sum(rate(credence_batch_rows_count{{{WHO}}}{RATE})) > 0)",
            ),
            ("waiting", f"sum(credence_queue_rows{{{WHO}}})"),
        ),
        lines(
            "Refused and dropped a second",
            ("{{reason}}", f"sum by (reason) (rate(credence_rejected_total{RATE}))"),
            ("dropped: {{reason}}", f"sum by (reason) (rate(credence_dropped_total{RATE}))"),
            unit="reqps",
        ),
        lines(
            "Processor",
            ("{{instance}}", f"rate(process_cpu_seconds_total{RATE}) and on (job, instance) credence_build_info"),
            unit="percentunit",
        ),
        lines(
            "Memory",
            ("{{instance}}", "process_resident_memory_bytes and on (job, instance) credence_build_info"),
            unit="bytes",
        ),
        lines("In flight", ("{{method}}", "sum by (method) (credence_requests_in_flight)")),
    ],
    "Journal": [
        lines("State", ("{{instance}} {{state}}", "credence_journal_state"), width=6, defaults={"max": 1}),
        lines("Waiting to be written", ("{{instance}}", "credence_journal_queued"), width=6),
        lines(
            "Predictions dropped, failed writes",
            ("dropped {{instance}}", f"increase(credence_journal_dropped_predictions_total{RATE})"),
            ("failed {{instance}}", f"increase(credence_journal_write_failures_total{RATE})"),
            width=6,
        ),
        lines(
            "Duration of a write",
            *[(f"q{int(q * 100)}", quantile(q, "credence_journal_write_duration_seconds", "")) for q in (0.5, 0.99)],
            unit="s",
            width=6,
        ),
    ],
}


def variables():
    def query(name, text, sort):
        return {
            "name": name,
            "type": "query",
            "datasource": {"type": "prometheus", "uid": "${datasource}"},
            "query": {"query": text, "refId": name},
            "definition": text,
            "refresh": 2,
            "sort": sort,
            "multi": False,
            "includeAll": False,
        }

    windows = ["1h", "6h", "1d", "7d", "30d"]
    return [
        {"name": "datasource", "type": "datasource", "query": "prometheus", "refresh": 1},
        query("model", "label_values(credence_model_info, model)", 1),
        query("version", 'label_values(credence_model_info{model="$model"}, version)', 4),
        {
            "name": "window",
            "type": "custom",
            "query": ",".join(windows),
            "current": {"text": "7d", "value": "7d"},
            "options": [{"text": w, "value": w, "selected": w == "7d"} for w in windows],
        },
    ]


def placed():
    """All panels with their places: rows in order, panels from left to right."""
    panels, y, number = [], 0, 1
    for title, content in ROWS.items():
        panels.append(
            {
                "id": number,
                "type": "row",
                "title": title,
                "collapsed": False,
                "panels": [],
                "gridPos": {"x": 0, "y": y, "w": 24, "h": 1},
            }
        )
        number, y, x, tall = number + 1, y + 1, 0, 0
        for one in content:
            place = one["gridPos"]
            stacked = panels[-1] if x + place["w"] > 24 and panels[-1]["gridPos"]["h"] < tall else None
            if stacked and stacked["gridPos"]["w"] == place["w"]:
                at = {"x": stacked["gridPos"]["x"], "y": stacked["gridPos"]["y"] + stacked["gridPos"]["h"]}
            else:
                if x + place["w"] > 24:
                    x, y, tall = 0, y + tall, 0
                at = {"x": x, "y": y}
                x, tall = x + place["w"], max(tall, place["h"])
            panels.append({"id": number, **one, "gridPos": {**at, **place}})
            number += 1
        y += tall
    return panels


def dashboard():
    return {
        "uid": "credence",
        "title": "Credence",
        "tags": ["credence"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "description": "How well each model's stated risks match reality, and how the service runs.",
        "time": {"from": "now-7d", "to": "now"},
        "refresh": "1m",
        "timezone": "browser",
        "graphTooltip": 1,
        "templating": {"list": variables()},
        "annotations": {
            "list": [
                {
                    "name": "Alerts",
                    "datasource": {"type": "prometheus", "uid": "${datasource}"},
                    "enable": True,
                    "iconColor": "red",
                    "expr": 'ALERTS{alertname=~"Credence.*", alertstate="firing"}',
                    "titleFormat": "{{alertname}}",
                    "tagKeys": "model,version",
                    "step": "60s",
                }
            ]
        },
        "links": [],
        "panels": placed(),
    }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent)
    (folder / "credence.json").write_text(json.dumps(dashboard(), indent=1) + "\n")
