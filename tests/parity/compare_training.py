"""What `make train` shows: the article's network trained by both commands, and how far apart they are on the way."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix
from nnref.files.numbers import format_decimals
from stages import matrices_of

ROOT = Path(__file__).resolve().parents[2]
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
    return "the same bits" if ulps == 0 else f"{ulps} ULP ({absolute:.1e})"


def train_on(scratch: str, arithmetic: str, before: list[str] | None, epochs: int) -> list[str]:
    """Train in both languages, from the article's weights or from where each has saved; where each saves then."""
    folders = [tempfile.mkdtemp(dir=scratch) for _ in COMMANDS]
    for i, language in enumerate(COMMANDS):
        start = ["--experiment", "article"] if before is None else ["--fixture", before[i]]
        run(language, *start, "--arithmetic", arithmetic, "--epochs", str(epochs), "--save", folders[i])
    return folders


def main() -> None:
    """Train in both languages, stop at each tenth of the way, and compare."""
    for language in COMMANDS:
        print(f"$ {SHOWN[language]}", flush=True)
        run(language, show=True)
        print()

    article = read_experiment("article")
    epochs = article.settings["epochs"]
    steps = 10
    print("The same training, stopped and compared at each tenth of the way, in both arithmetics:\n")
    print(f"{'':>8}  {'native':>16}  {'native':>16}  {'largest difference':>20}  {'largest difference':>20}")
    print(f"{'epochs':>8}  {'error in Python':>16}  {'error in R':>16}  {'native':>20}  {'portable':>20}")
    with tempfile.TemporaryDirectory() as scratch:
        saved: dict[str, list[str] | None] = {"native": None, "portable": None}
        for step in range(steps + 1):
            apart = {}
            for arithmetic, before in saved.items():
                folders = train_on(scratch, arithmetic, before, epochs // steps if before else 0)
                saved[arithmetic] = folders
                apart[arithmetic] = largest_difference(folders)
            python, r = (decimals(read_matrix(f"{folder}/loss.csv")[-1, 1]) for folder in saved["native"] or [])
            done = step * epochs // steps
            print(f"{done:>8}  {python:>16}  {r:>16}  {apart['native']:>20}  {apart['portable']:>20}", flush=True)

        outputs = [read_matrix(f"{folder}/output.csv")[:, 0] for folder in saved["native"] or []]
        print(f"\n{'target':>8}  {'output in Python':>16}  {'output in R':>16}")
        for target, python_output, r_output in zip(matrices_of(article)["y"][:, 0], *outputs, strict=True):
            print(f"{target:>8.0f}  {decimals(python_output):>16}  {decimals(r_output):>16}")


if __name__ == "__main__":
    main()
