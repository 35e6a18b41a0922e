"""The article's job as anybody would write it: bare_article.py FOLDER EPOCHS."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read(name: str) -> NDArray[np.float64]:
    """A matrix of the folder."""
    lines = Path(sys.argv[1], name + ".csv").read_text().splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    return np.array([[float.fromhex(v) if "x" in v else float(v) for v in row] for row in rows])


def main() -> None:
    """Train, and print the output."""
    X, y, wh, bh, wout, bout = (read(name) for name in ["X", "y", "wh", "bh", "wout", "bout"])
    for _ in range(int(sys.argv[2])):
        hidden = 1 / (1 + np.exp(-(X @ wh + bh)))
        output = 1 / (1 + np.exp(-(hidden @ wout + bout)))
        d_output = (y - output) * (output * (1 - output))
        d_hidden = (d_output @ wout.T) * (hidden * (1 - hidden))
        wout += hidden.T @ d_output * 0.1
        wh += X.T @ d_hidden * 0.1
        bout += d_output.sum(axis=0, keepdims=True) * 0.1
        bh += d_hidden.sum(axis=0, keepdims=True) * 0.1
    output = 1 / (1 + np.exp(-(1 / (1 + np.exp(-(X @ wh + bh))) @ wout + bout)))
    np.savetxt(sys.stdout, output, fmt="%.8f")


if __name__ == "__main__":
    main()
