"""The moons: how the decision boundary forms in both languages, and how far one ULP carries two runs apart."""

import dataclasses
import tempfile
from functools import cache
from typing import Any

import numpy as np

from lesson.record.record import record_boundary
from lesson.record.runs import matrices_of, r_started, read_record
from lesson.sources import ROOT
from nnref import read_experiment, write_matrix

FOLDER = ROOT / "fixtures/moons"
COLUMNS, ROWS = 48, 32  # of the grid on which the output is recorded
RECORD_EVERY, FRAME_EVERY = 100, 500
LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@cache
def record_moons() -> dict[str, Any]:
    """Frames of the boundary, errors, and the distances between the runs, for Python, R, and Python one ULP aside."""
    experiment = read_experiment(folder=str(FOLDER))
    X, y = experiment.X, experiment.y
    low, high = X.min(axis=0) - 0.04, X.max(axis=0) + 0.04
    across, down = (np.linspace(low[k], high[k], n) for k, n in enumerate((COLUMNS, ROWS)))
    grid = np.array([[a, d] for d in down for a in across])

    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/grid.csv"
        write_matrix(grid, file, comments=["The points at which the output is recorded"])
        every = f"{RECORD_EVERY},{FRAME_EVERY}"
        with r_started("record.R", "boundary", every, str(FOLDER), file) as r_lines:  # while Python trains
            runs = {"python": record_boundary(experiment, grid, RECORD_EVERY, FRAME_EVERY)}
            wout = experiment.parameters["wout"].copy()
            wout[0, 0] = np.nextafter(wout[0, 0], 1)
            moved = dataclasses.replace(experiment, parameters={**experiment.parameters, "wout": wout})
            runs["moved"] = record_boundary(moved, grid, RECORD_EVERY, FRAME_EVERY)
            runs["r"] = r_lines()

    frames, errors, weights = {}, {}, {}
    epochs: list[int] = []
    for run, lines in runs.items():
        traces, errors[run] = read_record(lines)
        matrices = {epoch: matrices_of(trace) for epoch, trace in traces.items()}
        weights[run] = {epoch: np.concatenate([A["wh"].ravel(), A["wout"].ravel()]) for epoch, A in matrices.items()}
        epochs = [epoch for epoch, A in matrices.items() if "output" in A]
        frames[run] = [
            "".join(LEVELS[level] for level in np.rint(matrices[epoch]["output"].ravel() * 63).astype(int).tolist())
            for epoch in epochs
        ]
    apart = {
        run: [[epoch, float(abs(w - weights[run][epoch]).max())] for epoch, w in weights["python"].items()]
        for run in ("r", "moved")
    }
    return {
        "epochs": epochs,
        "columns": COLUMNS,
        "rows": ROWS,
        "low": low.tolist(),
        "high": high.tolist(),
        "points": [[round(float(a), 3), round(float(b), 3), int(c)] for (a, b), (c,) in zip(X, y, strict=True)],
        "frames": frames,
        "errors": errors,
        "apart": apart,
    }
