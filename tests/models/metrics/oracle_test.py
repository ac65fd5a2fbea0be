"""The figures against scikit-learn's, on random cases. Exit 77: a package is missing, skipped.

Usage: oracle_test.py FIGURES_OF_STDIN
"""

import json
import subprocess
import sys
import unittest

try:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import (
        average_precision_score,
        brier_score_loss,
        log_loss,
        precision_recall_curve,
        roc_auc_score,
    )
except ImportError as error:
    print(f"SKIPPED: {error}. Wanted: numpy and scikit-learn in the interpreter of CREDENCE_PYTHON")
    sys.exit(77)

PROGRAM = sys.argv.pop()


def ours(label, risk):
    text = "".join(f"{y} {p:.17g}\n" for y, p in zip(label, risk))
    run = subprocess.run([PROGRAM], input=text, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def theirs(label, risk):
    precision, recall, _ = precision_recall_curve(label, risk)
    # The last point of the curve is (1, 0) by convention, at no threshold.
    best = np.minimum(precision[:-1], recall[:-1]).max()
    logit = np.log(risk / (1 - risk)).reshape(-1, 1)
    fit = LogisticRegression(C=1e12, tol=1e-12, max_iter=10000).fit(logit, label)
    bins = np.minimum((risk * 15).astype(int), 14)
    gaps = [abs(label[bins == b].sum() - risk[bins == b].sum()) for b in range(15)]
    return {
        "mixture_nll": log_loss(label, risk),
        "brier": brier_score_loss(label, risk),
        "auroc": roc_auc_score(label, risk),
        "average_precision": average_precision_score(label, risk),
        "min_sensitivity_precision": best,
        "calibration_slope": fit.coef_[0, 0],
        "calibration_intercept": fit.intercept_[0],
        "ece": sum(gaps) / len(label),
        "observed_over_expected": label.sum() / risk.sum(),
    }


class FiguresEqualScikitLearns(unittest.TestCase):
    def check(self, label, risk):
        got = ours(label, risk)
        for name, want in theirs(label, risk).items():
            # The regression is the one figure that both find by iteration.
            tolerance = 1e-4 if name.startswith("calibration") else 1e-12
            with self.subTest(name):
                self.assertAlmostEqual(got[name], want, delta=tolerance * max(1, abs(want)))

    def simulate(self, n, seed, digits=None):
        random = np.random.default_rng(seed)
        logit = random.normal(-2, 1.3, n)
        label = (random.random(n) < 1 / (1 + np.exp(-0.8 * logit + 0.2))).astype(int)
        risk = 1 / (1 + np.exp(-logit))
        return label, risk if digits is None else np.clip(np.round(risk, digits), 0.01, 0.99)

    def test_continuous_risks(self):
        for seed in range(3):
            self.check(*self.simulate(4000, seed))

    def test_tied_risks(self):
        for seed in range(3):
            self.check(*self.simulate(2000, seed, digits=1))

    def test_few_cases(self):
        self.check(*self.simulate(60, 5))


if __name__ == "__main__":
    unittest.main()
