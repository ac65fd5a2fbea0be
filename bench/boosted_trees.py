#!/usr/bin/env python3
"""Boosted trees on the same stays as a comparison's networks: figures, and paired differences.

scikit-learn's histogram gradient boosting, five seeds averaged, on aggregates of each series (first, last, least, most,
mean, standard deviation, count, mean of the second day, sum of urine) and the descriptors. Learns from set A, answers set C.

    credence-models compare --suite models/recipes/suites/physionet2012.toml --out DIR
    bench/boosted_trees.py DIR/physionet2012 rank1_gaussian ensemble

FOLDER is that of the set in the comparison. Needs numpy and scikit-learn (script/test_tools.txt); some minutes. The
interval is of a bootstrap over the stays, the same for both sides, as that of `compare`.
"""

import argparse
import csv
import gzip
import json
import pathlib

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "physionet2012"
DESCRIPTORS = ("Age", "Gender", "Height", "ICUType", "Weight")
DAY = 24 * 60


def stays(name):
    """Of each stay, in the file's order: its series as {name: [(minute, value)]}."""
    records = {}
    with gzip.open(DATA / f"set-{name}.events.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            series = records.setdefault(row["RecordID"], {})
            for pair in row["Values"].split(";"):
                key, _, value = pair.partition("=")
                if key and not (int(row["Minute"]) == 0 and key in DESCRIPTORS and float(value) < 0):
                    series.setdefault(key, []).append((int(row["Minute"]), float(value)))
    return records


def outcomes(name):
    with open(DATA / f"Outcomes-{name}.txt", encoding="utf-8") as file:
        return {row["RecordID"]: int(row["In-hospital_death"]) for row in csv.DictReader(file)}


def aggregates(series, names):
    row = []
    for name in names:
        points = np.array(series.get(name, []), dtype=float).reshape(-1, 2)
        values, late = points[:, 1], points[points[:, 0] >= DAY, 1]
        if name in DESCRIPTORS and name != "Weight":
            row.append(values[0] if len(values) else np.nan)
            continue
        if len(values):
            row += [values[0], values[-1], values.min(), values.max(), values.mean(), values.std()]
        else:
            row += [np.nan] * 6
        row += [len(values), late.mean() if len(late) else np.nan]
    urine = series.get("Urine")
    return row + [sum(value for _, value in urine) if urine else np.nan]


def figures(risk, event):
    risk = np.clip(risk, 1e-12, 1 - 1e-12)
    bins = np.minimum((risk * 15).astype(int), 14)
    ece = sum(abs((event - risk)[bins == b].sum()) for b in range(15)) / len(risk)
    nll = -np.where(event == 1, np.log(risk), np.log(1 - risk))
    return {"AUROC": roc_auc_score(event, risk), "AUPRC": average_precision_score(event, risk), "NLL": nll.mean(),
            "ECE": ece}


def mean_figures(risks, event):
    each = [figures(risk, event) for risk in risks]
    return {key: np.mean([one[key] for one in each]) for key in each[0]}


def show(label, values):
    print(f"{label:32}" + "".join(f"  {key} {value:.4f}" for key, value in values.items()))


def trees(seeds):
    training, test = stays("a"), stays("c")
    names = sorted({name for series in training.values() for name in series})
    x = np.array([aggregates(series, names) for series in training.values()])
    labels = outcomes("a")
    y = np.array([labels[stay] for stay in training])
    rows = np.array([aggregates(series, names) for series in test.values()])
    labels = outcomes("c")
    print(f"{x.shape[1]} aggregates of {len(names)} series")
    model = {"learning_rate": 0.05, "max_iter": 200, "max_leaf_nodes": 15, "min_samples_leaf": 20, "max_features": 0.3,
             "l2_regularization": 1.0}
    risk = np.mean([HistGradientBoostingClassifier(random_state=seed, **model).fit(x, y).predict_proba(rows)[:, 1]
                    for seed in range(seeds)], axis=0)
    return risk, np.array([labels[stay] for stay in test])


def judged(folder, method):
    """The answers of each seed's network, [seeds, stays], and what became of the stays."""
    risks, events = [], []
    for path in sorted(pathlib.Path(folder).glob(f"seed*/{method}/1/training/judgement.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))["answers"]
        risks.append(answers["risk"])
        events = answers["event"]
    if not risks:
        raise SystemExit(f"{folder}/seed*/{method}: no judgement.json, wanted a set's folder and a method of it")
    return np.array(risks), events


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("method", nargs="+")
    parser.add_argument("--replicates", type=int, default=1000)
    options = parser.parse_args()
    answers = {method: judged(options.folder, method) for method in options.method}
    risk, event = trees(5)
    show("boosted trees, 5 averaged", figures(risk, event))
    generator = np.random.default_rng(1)
    draws = [generator.integers(0, len(event), len(event)) for _ in range(options.replicates)]
    of_trees = [figures(risk[draw], event[draw]) for draw in draws]
    for method, (risks, events) in answers.items():
        if events != event.tolist():
            raise SystemExit(f"{method}: answers to other records, wanted those of set C")
        own = mean_figures(risks, event)
        show(f"{method}, {len(risks)} seeds", own)
        differences = [{key: value - trees_[key] for key, value in mean_figures(risks[:, draw], event[draw]).items()}
                       for draw, trees_ in zip(draws, of_trees)]
        for key, value in figures(risk, event).items():
            low, high = np.quantile([one[key] for one in differences], [0.025, 0.975])
            print(f"  {key} less the trees' {own[key] - value:+.4f} ({low:+.4f} to {high:+.4f})")


if __name__ == "__main__":
    main()
