#!/usr/bin/env python3
"""Repeats the demo's MIMIC-III tables as other patients: tables as large as the whole database's.

Usage: bench/mimic3_tables.py FOLDER [COPIES]    (300 copies: 38 million chart events, 17100 stays)
Then:  build/release/bin/credence-models prepare --format mimic3 FOLDER --out OUT

Copy k's SUBJECT_ID, HADM_ID and ICUSTAY_ID are k million higher than the demo's. Every chart event of
the demo's file is of an item that the reader looks up; of the whole database it is about one in six.
"""

import csv
import gzip
import io
import pathlib
import sys

DEMO = pathlib.Path(__file__).parent.parent / "data" / "mimic3-demo"
TABLES = ["PATIENTS", "ADMISSIONS", "ICUSTAYS", "CHARTEVENTS", "LABEVENTS", "OUTPUTEVENTS"]
IDS = {"SUBJECT_ID", "HADM_ID", "ICUSTAY_ID"}


def copy(rows, places, shift):
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        row = list(row)
        for place in places:
            if row[place]:
                row[place] = str(int(row[place]) + shift)
        writer.writerow(row)
    return text.getvalue().encode()


def main():
    folder, copies = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        with gzip.open(DEMO / f"{table}.csv.gz", "rt", newline="") as source:
            header, *rows = csv.reader(source)
        places = [i for i, name in enumerate(header) if name in IDS]
        with gzip.open(folder / f"{table}.csv.gz", "wb", compresslevel=1) as out:
            out.write((",".join(header) + "\n").encode())
            for k in range(copies):
                out.write(copy(rows, places, k * 1_000_000))
        print(f"{table}: {copies * len(rows)} rows", flush=True)


if __name__ == "__main__":
    main()
