"""What `make train` shows: the article's network trained by both commands, and how far apart they are on the way."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from nnref.fixtures import read_experiment, read_matrix
from nnref.numbers import format_decimals

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "Python": [sys.executable, "-m", "nnref"],
    "R": ["Rscript", str(ROOT / "r" / "train.R")],
}
SHOWN = {"Python": "python -m nnref", "R": "Rscript r/train.R"}
PARAMETERS = ["wh", "bh", "wout", "bout"]


def run(language: str, *arguments: str, show: bool = False) -> None:
    """Run a command; end as it ends if it fails."""
    output = None if show else subprocess.DEVNULL
    status = subprocess.run([*COMMANDS[language], *arguments], stdout=output, check=False).returncode
    if status != 0:
        sys.exit(status)


def decimals(value: float) -> str:
    """An error as the commands print it."""
    return format_decimals(np.array([[value]]))[0][0]


def largest_difference(folders: list[str]) -> str:
    """The largest difference in any parameter: in doubles that lie between the two values, and as it is."""
    ulps, absolute = 0, 0.0
    for name in PARAMETERS:
        values = [read_matrix(f"{folder}/{name}.csv") for folder in folders]
        bits = [value.view(np.int64) for value in values]
        ordered = [np.where(b < 0, np.int64(-(2**63)) - b, b) for b in bits]
        ulps = max(ulps, int(np.abs(ordered[0] - ordered[1]).max()))
        absolute = max(absolute, float(np.abs(values[0] - values[1]).max()))
    return "none" if ulps == 0 else f"{ulps} ULP ({absolute:.1e})"


def main() -> None:
    """Train in both languages, stop at each tenth of the way, and compare."""
    for language in COMMANDS:
        print(f"$ {SHOWN[language]}", flush=True)
        run(language, show=True)
        print()

    article = read_experiment("article")
    epochs = article["settings"]["epochs"]
    steps = 10
    print("The same training, compared at each tenth of the way:\n")
    print(f"{'epochs':>8}  {'error in Python':>16}  {'error in R':>16}  {'largest difference in any parameter':>36}")
    with tempfile.TemporaryDirectory() as scratch:
        folders: dict[str, list[str]] = {language: [] for language in COMMANDS}
        for step in range(steps + 1):
            errors = []
            for language, before in folders.items():
                folder = os.path.join(scratch, f"{language}-{step}")
                start = ["--fixture", before[-1]] if before else ["--experiment", "article"]
                run(language, *start, "--epochs", str(epochs // steps if before else 0), "--save", folder)
                before.append(folder)
                errors.append(read_matrix(f"{folder}/loss.csv")[-1, 1])
            apart = largest_difference([before[-1] for before in folders.values()])
            shown = [decimals(error) for error in errors]
            print(f"{step * epochs // steps:>8}  {shown[0]:>16}  {shown[1]:>16}  {apart:>36}", flush=True)

        outputs = [read_matrix(f"{before[-1]}/output.csv")[:, 0] for before in folders.values()]
        print(f"\n{'target':>8}  {'output in Python':>16}  {'output in R':>16}")
        for target, python, r in zip(article["matrices"]["y"][:, 0], *outputs, strict=True):
            print(f"{target:>8.0f}  {decimals(python):>16}  {decimals(r):>16}")


if __name__ == "__main__":
    main()
