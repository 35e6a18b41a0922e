"""What `make train` shows: the article's network trained in both languages, compared on the way, and a verdict.

Each language has one process. Portable arithmetic must give the same bits; native as many digits as the free run keeps.
"""

import contextlib
import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bounds import PROMISE, ulps_apart
from nnref.arithmetic.native import Matrix
from nnref.arithmetic.portable import arithmetics
from nnref.command.run import main as command
from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix
from nnref.files.numbers import format_decimals
from nnref.train import train, train_batch

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = ["wh", "bh", "wout", "bout"]

Record = dict[str, dict[str, Matrix]]  # by arithmetic, and by "epoch_quantity" in the order in which they are computed


@dataclass(frozen=True)
class Difference:
    """The first cell in which the languages differ by more than they may."""

    arithmetic: str
    epoch: int
    quantity: str
    row: int
    column: int
    python: float
    r: float

    def __str__(self) -> str:
        """The difference in one line."""
        cell = f"{self.quantity}, epoch {self.epoch}, row {self.row}, column {self.column}"
        return (
            f"{cell}, in {self.arithmetic} arithmetic: "
            f"{self.python!r} ({self.python.hex()}) in Python, {self.r!r} ({self.r.hex()}) in R"
        )


def record_python() -> Record:
    """The first update and each tenth of the training, in Python."""
    article = read_experiment("article")
    epochs = article.settings["epochs"]
    record: Record = {}
    for arithmetic in arithmetics:
        kept: dict[str, Matrix] = {}
        first = train_batch(article.X, article.y, article.parameters, 0.1, arithmetic=arithmetic)
        kept.update({f"1_{name}": value for name, value in first.items()})

        def keep_tenth(epoch: int, error: float, parameters: dict[str, Matrix], kept: dict[str, Matrix] = kept) -> None:
            kept.update({f"{epoch}_{name}": value for name, value in parameters.items()})
            kept[f"{epoch}_error"] = np.array([[error]])

        trained = train(
            article.X,
            article.y,
            article.parameters,
            0.1,
            epochs,
            record_every=epochs // 10,
            on_record=keep_tenth,
            arithmetic=arithmetic,
        )
        kept[f"{epochs}_output"] = trained.output
        record[arithmetic] = kept
    return record


def read_record(folder: Path, like: Record) -> Record:
    """What R has written down."""
    return {
        arithmetic: {name: read_matrix(str(folder / arithmetic / f"{name}.csv")) for name in kept}
        for arithmetic, kept in like.items()
    }


def first_difference(python: Record, r: Record) -> Difference | None:
    """The first value in which the two differ by more than they may: not at all in portable arithmetic."""
    for arithmetic, kept in python.items():
        for name, ours in kept.items():
            theirs = r[arithmetic][name]
            allowed = 0.0 if arithmetic == "portable" else 2 * PROMISE
            with np.errstate(all="ignore"):
                off = ~(np.abs(ours - theirs) <= allowed * np.maximum(1, np.abs(ours)))
            if arithmetic == "portable":
                off |= ours.view(np.int64) != theirs.view(np.int64)
            if off.any():
                i, j = (int(index) for index in np.argwhere(off)[0])
                epoch, _, quantity = name.partition("_")
                return Difference(
                    arithmetic, int(epoch), quantity, i + 1, j + 1, float(ours[i, j]), float(theirs[i, j])
                )
    return None


def largest_difference(python: dict[str, Matrix], r: dict[str, Matrix], epoch: int) -> str:
    """The largest difference in any parameter: in doubles that lie between the two values, and as it is."""
    ulps, absolute = 0.0, 0.0
    for name in PARAMETERS:
        ours, theirs = (np.ascontiguousarray(record[f"{epoch}_{name}"]) for record in (python, r))
        ulps = max(ulps, float(ulps_apart(ours, theirs).max()))
        absolute = max(absolute, float(np.abs(ours - theirs).max()))
    return "the same bits" if ulps == 0 else f"{ulps:.0f} ULP ({absolute:.1e})"


def decimals(value: float) -> str:
    """An error as the commands print it."""
    return format_decimals(np.array([[value]]))[0][0]


def table_lines(python: Record, r: Record) -> list[str]:
    """How the two trainings went, side by side."""
    article = read_experiment("article")
    epochs = article.settings["epochs"]
    lines = [
        "The same training, compared at each tenth of the way, in both arithmetics",
        "(1 ULP is one step from a double to the next, the least by which two results can differ):",
        "",
        f"{'':>8}  {'native':>16}  {'native':>16}  {'largest difference':>20}  {'largest difference':>20}",
        f"{'epochs':>8}  {'error in Python':>16}  {'error in R':>16}  {'native':>20}  {'portable':>20}",
    ]
    for epoch in range(0, epochs + 1, epochs // 10):
        errors = [decimals(record["native"][f"{epoch}_error"][0, 0]) for record in (python, r)]
        apart = [largest_difference(python[arithmetic], r[arithmetic], epoch) for arithmetic in ("native", "portable")]
        lines.append(f"{epoch:>8}  {errors[0]:>16}  {errors[1]:>16}  {apart[0]:>20}  {apart[1]:>20}")
    lines += ["", f"{'target':>8}  {'output in Python':>16}  {'output in R':>16}"]
    outputs = [record["native"][f"{epochs}_output"][:, 0] for record in (python, r)]
    for target, ours, theirs in zip(article.y[:, 0], *outputs, strict=True):
        lines.append(f"{target:>8.0f}  {decimals(ours):>16}  {decimals(theirs):>16}")
    return lines


def verdict(python: Record, r: Record) -> tuple[str, int]:
    """One sentence, and the status that says the same."""
    difference = first_difference(python, r)
    if difference is None:
        compared = sum(value.size for kept in python.values() for value in kept.values())
        return (
            f"Right: of {compared} values compared, all agree; in portable arithmetic in every bit, "
            f"in native arithmetic to within {2 * PROMISE:g}.",
            0,
        )
    return f"Not right: Python and R disagree, first in {difference}.", 1


def main(checkout: Path = ROOT) -> int:
    """Train in both languages, R from this checkout, compare, and say whether they agree."""
    with tempfile.TemporaryDirectory() as scratch:
        script = [str(ROOT / "tests" / "parity" / "record_training.R"), str(checkout), scratch]
        with subprocess.Popen(["Rscript", *script], stdout=subprocess.PIPE, text=True) as r_process:  # both at once
            print("$ python -m nnref", flush=True)
            status = command([])
            with contextlib.redirect_stdout(io.StringIO()):
                python = record_python()
            r_printed, _ = r_process.communicate()
        print(f"\n$ Rscript r/train.R\n{r_printed}", flush=True)
        if status or r_process.returncode:
            return status or r_process.returncode
        r = read_record(Path(scratch), python)
    print("\n".join(table_lines(python, r)))
    sentence, status = verdict(python, r)
    print(f"\n{sentence}")
    return status


if __name__ == "__main__":
    sys.exit(main())
