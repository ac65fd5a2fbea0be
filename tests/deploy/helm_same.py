"""Holds the rules, monitors and dashboard that the chart renders against their sources. Usage: helm_same.py FOLDER."""

import json
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


def documents(path):
    return {(d["kind"], d["metadata"]["name"]): d for d in yaml.safe_load_all(path.read_text()) if d}


folder = pathlib.Path(sys.argv[1])
for kind, endpoints in [("PodMonitor", "podMetricsEndpoints"), ("ServiceMonitor", "endpoints")]:
    rendered = documents(folder / "operator" / f"{kind}.yaml")
    for name in ("recording", "alerts"):
        source = yaml.safe_load((ROOT / "deploy" / "prometheus" / f"{name}.yaml").read_text())
        assert rendered["PrometheusRule", f"release-credence-{name}"]["spec"] == source, name
    spec = rendered[kind, "release-credence"]["spec"]
    assert spec[endpoints] == [{"port": "metrics", "path": "/metrics", "interval": "15s"}], spec
    assert spec["selector"]["matchLabels"]["app.kubernetes.io/instance"] == "release", spec
config = documents(folder / "dashboard.yaml")["ConfigMap", "release-credence-dashboard"]
assert json.loads(config["data"]["credence.json"]) == json.loads((ROOT / "deploy/grafana/credence.json").read_text())
