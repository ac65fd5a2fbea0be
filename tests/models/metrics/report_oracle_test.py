"""The calibration report against scikit-learn, netcal and uncertainty-calibration, to 1e-9. Exit 77: a package is missing.

Cases: simulated ones of two classes (continuous and tied) and of four; and physionet2012_mlp.csv, the answers of
physionet2012_mlp as it first shipped on the first 2000 stays of data/physionet2012's set C with their outcomes (licence
and citation: the README there; no record number, no input). The model was trained on these stays too, so the figures
say nothing of how good it is.

netcal's ECE is computed by numpy and scipy, but its package imports PyTorch, which is gigabytes: a stand-in takes its
place, and netcal fails loudly if a computation ever touches it.

Usage: report_oracle_test.py REPORT_OF_STDIN
"""

import csv
import json
import pathlib
import subprocess
import sys
import types
import unittest

try:
    import numpy as np
    import sklearn.metrics
    from scipy import stats
    from sklearn.calibration import calibration_curve
    from sklearn.linear_model import LogisticRegression
except ImportError as error:
    print(f"SKIPPED: {error}. Wanted: numpy and scikit-learn in the interpreter of CREDENCE_PYTHON")
    sys.exit(77)


class NoTorch(types.ModuleType):
    """Answers imports and isinstance checks, and nothing else."""

    __path__ = []
    Tensor = type("Tensor", (), {})
    dtype = type("dtype", (), {})
    MultivariateNormal = None
    functional = None


for name in ("torch", "torch.nn", "torch.nn.functional", "torch.distributions"):
    sys.modules.setdefault(name, NoTorch(name))
try:
    import calibration as kumar  # uncertainty-calibration
    import netcal.metrics
except ImportError as error:
    print(f"SKIPPED: {error}. Wanted: the packages of script/test_tools.txt and script/test_tools_alone.txt")
    sys.exit(77)

PROGRAM = sys.argv.pop()
BINS = 15
EDGES = [0.01, 0.02, 0.035, 0.05, 0.08, 0.12, 0.18, 0.25, 0.4, 0.6]


class Cases:
    """n joined cases: p [n, C], label, average NLL, epistemic uncertainty, deferred."""

    def __init__(self, p, label, average_nll=None, epistemic=None, deferred=None):
        n = len(label)
        self.p, self.label = p, label
        self.nll = -np.log(p[np.arange(n), label])
        self.average_nll = self.nll + 0.01 if average_nll is None else average_nll
        self.epistemic = (p * (1 - p)).sum(axis=1) if epistemic is None else epistemic
        self.deferred = self.epistemic > np.median(self.epistemic) if deferred is None else deferred

    def report(self, target, bins=BINS, edges=EDGES):
        head = [self.p.shape[1], target, bins, len(edges), *edges]
        lines = [" ".join(f"{v:.17g}" for v in head)]
        for i, row in enumerate(self.p):
            case = [self.label[i], self.average_nll[i], self.epistemic[i], self.deferred[i], *row]
            lines.append(" ".join(f"{v:.17g}" for v in case))
        run = subprocess.run([PROGRAM], input="\n".join(lines), capture_output=True, text=True, check=True)
        return json.loads(run.stdout)


def patients():
    """The shipped perceptron's answers on 2000 stays."""
    with open(pathlib.Path(__file__).with_name("physionet2012_mlp.csv"), encoding="utf-8") as file:
        rows = [[float(v) for v in row.values()] for row in csv.DictReader(file)]
    label, risk, average_nll, epistemic, deferred = np.array(rows).T
    return Cases(np.stack([1 - risk, risk], 1), label.astype(int), average_nll, epistemic, deferred == 1)


def simulated(n, seed, digits=None):
    random = np.random.default_rng(seed)
    logit = random.normal(-2, 1.3, n)
    label = (random.random(n) < 1 / (1 + np.exp(-0.8 * logit + 0.2))).astype(int)
    risk = 1 / (1 + np.exp(-logit))
    if digits is not None:  # ties, and no value on an edge of a bin, where definitions differ
        risk = np.clip(np.round(risk, digits), 0.01, 0.99) + 1e-4
    return Cases(np.stack([1 - risk, risk], 1), label)


def four_classes(n, seed):
    random = np.random.default_rng(seed)
    p = random.dirichlet([0.6, 1, 2, 0.3], n)
    p = np.clip(p, 1e-6, None)
    p /= p.sum(axis=1, keepdims=True)
    truth = p**0.8 / (p**0.8).sum(axis=1, keepdims=True)
    label = np.array([random.choice(4, p=row) for row in truth])
    return Cases(p, label)


def in_edges(p, edges):
    return np.digitize(p, edges)


def binned_gaps(p, y, index, bins):
    """|sum y - sum p| and n of each bin."""
    return (
        np.array([abs(y[index == b].sum() - p[index == b].sum()) for b in range(bins)]),
        np.array([(index == b).sum() for b in range(bins)]),
    )


class Report(unittest.TestCase):
    def near(self, got, want, tolerance=1e-9):
        np.testing.assert_allclose(got, want, rtol=0, atol=tolerance * max(1, np.max(np.abs(want))))

    def check_event(self, cases, p, y, report):
        """Everything that is defined by the judged event alone."""
        self.assertEqual(report["count"], len(y))
        self.assertEqual(report["events"], y.sum())
        self.near(report["brier"]["value"], sklearn.metrics.brier_score_loss(y, p))
        self.near(report["auroc"]["value"], sklearn.metrics.roc_auc_score(y, p))
        self.near(report["auprc"]["value"], sklearn.metrics.average_precision_score(y, p))
        self.near(report["sharpness"], p.std())
        self.near(report["mean_predicted"], p.mean())
        self.near(report["observed_over_expected"]["value"], y.sum() / p.sum())
        self.near(report["calibration_z"], (y.sum() - p.sum()) / np.sqrt((p * (1 - p)).sum()))
        self.check_bins(p, y, report)
        self.check_brier_parts(p, y, report)
        self.check_slope(p, y, report)

    def check_bins(self, p, y, report):
        self.near(report["ece"]["value"], netcal.metrics.ECE(BINS).measure(p, y))
        observed, predicted = calibration_curve(y, p, n_bins=BINS)
        filled = [b for b in report["bins"] if b["count"] > 0]
        self.near([b["observed"] for b in filled], observed)
        self.near([b["predicted"] for b in filled], predicted)

        index = in_edges(p, EDGES)
        gaps, counts = binned_gaps(p, y, index, len(EDGES) + 1)
        self.assertEqual([b["count"] for b in report["equal_mass_bins"]], counts.tolist())
        self.near(report["ece_equal_mass"]["value"], gaps.sum() / len(y))
        self.near(report["mce"]["value"], (gaps[counts >= 2] / counts[counts >= 2]).max())
        data = [list(zip(p[index == b], y[index == b])) for b in range(len(EDGES) + 1)]
        self.near(report["ece_debiased"]["value"], kumar.unbiased_l2_ce([d for d in data if d]))
        self.near(report["ece_equal_mass"]["value"], kumar.plugin_ce([d for d in data if d], power=1))

    def check_brier_parts(self, p, y, report):
        index = in_edges(p, EDGES)
        reliability = resolution = within = 0
        for b in set(index):
            here = index == b
            q, o, n = p[here], y[here], here.sum() / len(y)
            reliability += n * (q.mean() - o.mean()) ** 2
            resolution += n * (o.mean() - y.mean()) ** 2
            within += n * (q.var() - 2 * ((q - q.mean()) * (o - o.mean())).mean())
        parts = report["brier_parts"]
        self.near(parts, [reliability, resolution, y.mean() * (1 - y.mean()), within])
        self.near(parts[0] - parts[1] + parts[2] + parts[3], report["brier"]["value"], 1e-13)

    def check_slope(self, p, y, report):
        logit = np.log(p / (1 - p)).reshape(-1, 1)
        fit = LogisticRegression(C=1e14, tol=1e-14, max_iter=10000, solver="newton-cholesky").fit(logit, y)
        self.near(report["slope"]["value"], fit.coef_[0, 0], 1e-7)
        self.near(report["intercept"]["value"], fit.intercept_[0], 1e-7)
        # Where the likelihood's derivative is 0, exactly.
        fitted = 1 / (1 + np.exp(-(report["in_the_large"]["value"] + logit[:, 0])))
        self.near(fitted.sum(), y.sum())
        # Wald's interval from Fisher's information at the fit.
        line = 1 / (1 + np.exp(-(fit.intercept_[0] + fit.coef_[0, 0] * logit[:, 0])))
        design = np.column_stack([np.ones(len(y)), logit])
        errors = np.sqrt(np.diag(np.linalg.inv(design.T @ (design * (line * (1 - line))[:, None]))))
        half = (report["slope"]["high"] - report["slope"]["low"]) / 2
        self.near(half, stats.norm.ppf(0.975) * errors[1], 1e-6)
        half = (report["intercept"]["high"] - report["intercept"]["low"]) / 2
        self.near(half, stats.norm.ppf(0.975) * errors[0], 1e-6)

    def check_all(self, cases, p, y, wrong, report):
        """What depends on every class, and on the decisions."""
        labels = list(range(cases.p.shape[1]))
        self.near(report["mixture_nll"]["value"], sklearn.metrics.log_loss(cases.label, cases.p, labels=labels))
        self.near(report["average_nll"]["value"], cases.average_nll.mean())
        for name, here in (("kept", ~cases.deferred), ("deferred", cases.deferred)):
            figures = report[name]
            self.assertEqual(figures["count"], here.sum())
            self.near(figures["brier"], sklearn.metrics.brier_score_loss(y[here], p[here]))
            self.near(figures["mixture_nll"], cases.nll[here].mean())
            self.near(figures["error"], wrong[here].mean())
            self.near(figures["ece"], netcal.metrics.ECE(BINS).measure(p[here], y[here]))
        order = np.argsort(cases.epistemic, kind="stable")
        for coverage, threshold, nll, error in report["risk_coverage"]:
            kept = order[: round(coverage * len(order))]
            self.near(threshold, cases.epistemic[kept[-1]])
            self.near(nll, cases.nll[kept].mean())
            self.near(error, wrong[kept].mean())

    def test_two_classes(self):
        for cases in (patients(), simulated(4000, 1), simulated(3000, 2, digits=2), simulated(150, 3)):
            with self.subTest(n=len(cases.label)):
                p, y = cases.p[:, 1], cases.label
                report = cases.report(1)
                self.check_event(cases, p, y, report)
                self.check_all(cases, p, y, (p >= 0.5) != y, report)

    def test_top_label_of_four_classes(self):
        cases = four_classes(3000, 4)
        report = cases.report(-1)
        top = cases.p.argmax(axis=1)
        hit = (top == cases.label).astype(int)
        self.check_event(cases, cases.p.max(axis=1), hit, report)
        self.check_all(cases, cases.p.max(axis=1), hit, 1 - hit, report)
        # The whole row at once: both libraries take the top label themselves.
        self.near(report["ece"]["value"], netcal.metrics.ECE(BINS).measure(cases.p, cases.label))
        width = kumar.lower_bound_scaling_ce(
            cases.p, cases.label, p=1, debias=False, num_bins=BINS, mode="top-label",
            binning_scheme=lambda probs, num_bins: [(b + 1) / num_bins for b in range(num_bins)],
        )  # fmt: skip
        self.near(report["ece"]["value"], width)

    def test_one_class_against_the_rest_and_classwise(self):
        cases = four_classes(3000, 5)
        report = cases.report(2)
        self.check_event(cases, cases.p[:, 2], (cases.label == 2).astype(int), report)
        each = [netcal.metrics.ECE(BINS).measure(cases.p[:, c], (cases.label == c).astype(int)) for c in range(4)]
        self.near(report["class_ece"], each)
        self.near(report["classwise_ece"], np.mean(each))
        width = kumar.lower_bound_scaling_ce(
            cases.p, cases.label, p=1, debias=False, num_bins=BINS, mode="marginal",
            binning_scheme=lambda probs, num_bins: [(b + 1) / num_bins for b in range(num_bins)],
        )  # fmt: skip
        self.near(report["classwise_ece"], width)

    def test_intervals_with_a_formula(self):
        cases = simulated(2000, 6)
        p, y = cases.p[:, 1], cases.label
        report = cases.report(1)
        for b in report["bins"]:
            if b["count"] == 0:
                continue
            hits = round(b["observed"] * b["count"])
            wilson = stats.binomtest(hits, b["count"]).proportion_ci(0.95, "wilson")
            self.near([b["observed_low"], b["observed_high"]], [wilson.low, wilson.high])
        half = stats.norm.ppf(0.975) * stats.sem((p - y) ** 2)
        self.near(report["brier"]["high"] - report["brier"]["value"], half)
        ratio = y.sum() / p.sum()
        log_error = np.sqrt(((y - ratio * p) ** 2).sum()) / y.sum()
        self.near(report["observed_over_expected"]["high"], ratio * np.exp(stats.norm.ppf(0.975) * log_error))
        # DeLong's variance from its definition, all pairs.
        wins = (p[y == 1][:, None] > p[y == 0][None, :]) + 0.5 * (p[y == 1][:, None] == p[y == 0][None, :])
        variance = wins.mean(axis=1).var(ddof=1) / y.sum() + wins.mean(axis=0).var(ddof=1) / (1 - y).sum()
        auroc = wins.mean()
        z = stats.norm.ppf(0.975) * np.sqrt(variance) / (auroc * (1 - auroc))
        want = [1 / (1 + np.exp(-(np.log(auroc / (1 - auroc)) + s * z))) for s in (-1, 1)]
        self.near([report["auroc"]["low"], report["auroc"]["high"]], want)

    def test_null_band_of_a_bin_is_poisson_binomial(self):
        cases = simulated(400, 7)
        p = cases.p[:, 1]
        for b in cases.report(1)["bins"]:
            here = p[(p >= b["lower"]) & (p < b["upper"])]
            if len(here) == 0:
                continue
            mass = np.ones(1)
            for q in here:
                mass = np.convolve(mass, [1 - q, q])
            below = mass.cumsum()
            want = [np.searchsorted(below, u) / len(here) for u in (0.05, 0.95)]
            self.near([b["null_low"], b["null_high"]], want)


if __name__ == "__main__":
    unittest.main()
