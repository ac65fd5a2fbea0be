#!/usr/bin/env python3
"""Which of the paper's claims hold on which data set: one table, as Markdown, from several comparisons.

    bench/verdicts.py DIR/*/comparison.json

DIR/<suite>/comparison.json is what `credence-models compare` writes (docs/comparison.md).
"""

import json
import pathlib
import re
import sys


def key(finding):
    """Claim and statement, without the numbers that differ from set to set."""
    return finding["claim"], re.sub(r"at most \d*\.\d+ above", "not far above", finding["statement"])


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sets, rows = [], {}
    for path in sys.argv[1:]:
        for result in json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["sets"]:
            if not result["claims"]:
                continue
            sets.append(result["label"])
            for finding in result["claims"]:
                rows.setdefault(key(finding), {})[result["label"]] = finding
    print("| Claim | " + " | ".join(sets) + " |")
    print("|---" * (len(sets) + 1) + "|")
    for (claim, statement), found in sorted(rows.items(), key=lambda row: row[0][0]):
        cells = [f"**{found[name]['verdict']}** {found[name]['figures']}" if name in found else "-" for name in sets]
        print(f"| {claim}. {statement} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
