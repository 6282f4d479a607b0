"""Times the hypervolumes of Python's libraries: reads a JSON file of cases, prints medians in milliseconds and volumes.

Each case has `points` and `reference`; libraries are moocore (C) and Optuna (NumPy). One that is missing is left out.
"""

import json
import statistics
import sys
import time

import numpy as np


def load():
    found = {}
    try:
        import moocore

        found["moocore"] = lambda points, reference: moocore.hypervolume(points, ref=reference)
    except ImportError:
        pass
    try:
        from optuna._hypervolume import compute_hypervolume

        found["optuna"] = compute_hypervolume
    except ImportError:
        pass
    return found


def measure(compute, points, reference, repeats):
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        volume = compute(points, reference)
        took.append((time.perf_counter() - start) * 1000)
    return {"ms": statistics.median(took), "volume": float(volume)}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    repeats = int(sys.argv[2])
    libraries = load()
    rows = []
    for case in cases:
        points, reference = np.array(case["points"]), np.array(case["reference"])
        rows.append({name: measure(f, points, reference, repeats) for name, f in libraries.items()})
    print(json.dumps(rows))


main()
