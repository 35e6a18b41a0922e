"""One contender of Python in a process of its own: worker.py NAME.

Reads requests from stdin, and answers each in one line of JSON:

load FOLDER N D H Q   read X, y and the parameters of a network of this size
train EPOCHS          train from the initial parameters: seconds, epochs done
output EPOCHS FILE    train likewise, and write the output; whether the contender can tell it
memory                bytes alive at the peak of two epochs, without what was there before
"""

import json
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np

from bench.command import forward
from bench.peers import TRAINERS, Matrix, Train


class Worker:
    """The contender and what it has loaded."""

    def __init__(self, name: str) -> None:
        """Nothing is loaded yet."""
        self.name = name
        self.X: Matrix = np.empty((0, 0))
        self.train_epochs: Train

    def load(self, folder: str, *sizes: str) -> dict[str, Any]:
        """Read a network."""
        n, d, h, q = map(int, sizes)
        shapes = {"X": (n, d), "y": (n, q), "wh": (d, h), "bh": (1, h), "wout": (h, q), "bout": (1, q)}
        self.X, y, *parameters = (
            np.fromfile(Path(folder, name + ".bin")).reshape(shape) for name, shape in shapes.items()
        )
        named = dict(zip(["wh", "bh", "wout", "bout"], parameters, strict=True))
        self.train_epochs = TRAINERS[self.name](self.X, y, named, 0.01 / n)
        return {}

    def train(self, epochs: str) -> dict[str, Any]:
        """Train and measure."""
        start = time.perf_counter()
        self.train_epochs(int(epochs))
        return {"seconds": time.perf_counter() - start, "epochs": int(epochs)}

    def output(self, epochs: str, file: str) -> dict[str, Any]:
        """Train and write what comes out."""
        trained = self.train_epochs(int(epochs))
        if trained is not None:
            forward(self.X, trained).tofile(file)
        return {"told": trained is not None}

    def memory(self) -> dict[str, Any]:
        """Measure what two epochs hold; NumPy tells tracemalloc of its arrays."""
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        self.train_epochs(2)  # what the first leaves alive adds to the second
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return {"bytes": peak - before}


def main(name: str) -> None:
    """Answer requests until there are no more."""
    worker = Worker(name)
    for line in sys.stdin:
        request, *arguments = line.split()
        print(json.dumps(getattr(worker, request)(*arguments)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
