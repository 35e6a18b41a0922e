"""A whole job done with another library: command.py LIBRARY FOLDER EPOCHS."""

import sys
from pathlib import Path

import numpy as np

from bench.peers import TRAINERS, Matrix, Parameters


def read(folder: str, name: str) -> Matrix:
    """A matrix of the folder."""
    lines = Path(folder, name + ".csv").read_text().splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    return np.array([[float.fromhex(v) if "x" in v else float(v) for v in row] for row in rows])


def forward(X: Matrix, parameters: Parameters) -> Matrix:
    """The output of the network."""
    hidden = 1 / (1 + np.exp(-(X @ parameters["wh"] + parameters.get("bh", 0))))
    return 1 / (1 + np.exp(-(hidden @ parameters["wout"] + parameters.get("bout", 0))))


def main(library: str, folder: str, epochs: str) -> None:
    """Train, and print the output where the library did the same job."""
    X, y = read(folder, "X"), read(folder, "y")
    names = [name for name in ["wh", "bh", "wout", "bout"] if Path(folder, name + ".csv").exists()]
    parameters = {name: read(folder, name) for name in names}
    trained = TRAINERS[library](X, y, parameters, 0.1)(int(epochs))
    if trained is not None:
        np.savetxt(sys.stdout, forward(X, trained), fmt="%.8f")


if __name__ == "__main__":
    main(*sys.argv[1:])
