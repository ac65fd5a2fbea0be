#!/usr/bin/env python3
"""How often the alerts of fixed windows would fire on a model that is calibrated, and how fast on one that is not.

Usage: alert_false_alarms.py [YEARS]   years of outcomes per row; default 200. Needs numpy.

Outcomes arrive as a Poisson process; risks are those of a hospital where 1 patient in 7 dies, Beta(0.8, 4.8), in 20
equal-mass bins. Every hour the alerts' conditions (deploy/prometheus/alerts.yaml) are computed over the last 7 or 30
days. Printed: alerts (raised, not hours spent) per 100 years where every risk is right; and the median days until the
first where each logit is shifted.
"""

import sys

import numpy as np

BINS, SIGMAS = 20, 5
NULL_MEAN = np.sqrt(2 / np.pi)
EDGES = np.quantile(np.random.default_rng(1).beta(0.8, 4.8, 200_000), np.arange(1, BINS) / BINS)


def hourly(rng, hours, per_day, shift):
    """[hours, BINS] sums of n, p, y, p(1-p)."""
    counts = rng.poisson(per_day / 24, hours)
    hour = np.repeat(np.arange(hours), counts)
    p = rng.beta(0.8, 4.8, hour.size)
    truth = 1 / (1 + np.exp(-(np.log(p / (1 - p)) + shift))) if shift else p
    y = rng.random(hour.size) < truth
    cell = hour * BINS + np.searchsorted(EDGES, p, side="right")
    return [
        np.bincount(cell, weights, hours * BINS).reshape(hours, BINS)
        for weights in (np.ones(hour.size), p, y.astype(float), p * (1 - p))
    ]


def conditions(sums, window):
    """[hours] of bool for the two alerts, over windows that have filled."""
    n, p, y, v = (np.vstack([np.zeros(BINS), s.cumsum(0)]) for s in sums)
    n, p, y, v = (c[window:] - c[:-window] for c in (n, p, y, v))
    total, variance = np.maximum(n.sum(1), 1), v.sum(1)
    ece = np.abs(p - y).sum(1) / total
    mean = NULL_MEAN * np.sqrt(np.maximum(v, 0)).sum(1) / total
    bound = mean + 4 * np.sqrt(variance) / total
    calibration = (ece > bound) & (ece - mean > 0.02) & (variance > 20)
    z = (y.sum(1) - p.sum(1)) / np.sqrt(np.maximum(variance, 1e-9))
    in_the_large = (np.abs(z) > SIGMAS) & (np.abs(y.sum(1) / p.sum(1) - 1) > 0.1) & (variance > 20)
    return calibration, in_the_large


def raised(condition):
    return int(condition[0]) + int((condition[1:] & ~condition[:-1]).sum())


def main(years):
    print(f"{'window':>7} {'outcomes/day':>12} {'shift':>6} | alerts per 100 years, or median days: ECE, O:E")
    for days in (7, 30):
        for per_day in (5, 20, 100, 1000):
            rng = np.random.default_rng(7)
            found = np.zeros(2)
            runs = years if per_day < 1000 else max(1, years // 5)
            for _ in range(runs):
                found += [raised(c) for c in conditions(hourly(rng, 24 * (365 + days), per_day, 0), days * 24)]
            print(
                f"{days:>6}d {per_day:>12} {'none':>6} | {found[0] * 100 / runs:8.2f} {found[1] * 100 / runs:8.2f}",
                flush=True,
            )
            for shift in (0.25, 0.5, 1.0):
                delays = []
                for _ in range(20):
                    before, after = (hourly(rng, 24 * d, per_day, s) for d, s in ((days, 0), (90, shift)))
                    sums = [np.vstack(pair) for pair in zip(before, after)]
                    delays.append([np.argmax(c) / 24 if c.any() else np.inf for c in conditions(sums, days * 24)])
                median = np.median(delays, axis=0)
                print(f"{days:>6}d {per_day:>12} {shift:>6} | {median[0]:8.1f} {median[1]:8.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
