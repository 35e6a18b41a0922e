"""Executes the cells of a chapter, each language in a process of its own, and compares what they print."""

import base64
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lesson.documents.text import LANGUAGES, Cell, Chapter, Exercise, Prose, TextError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COMMANDS = {"python": [sys.executable, str(HERE / "session.py")], "r": ["Rscript", str(HERE / "session.R")]}


def install_r(library: Path) -> Path:
    """A library in which the R package is installed, so that `library(nnref)` is what a reader would type."""
    library.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["R", "CMD", "INSTALL", "--no-test-load", "--no-docs", f"--library={library}", str(ROOT / "r")],
        check=True,
        capture_output=True,
    )
    return library


def environment(library: Path) -> dict[str, str]:
    """The environment of both: the packages of this checkout, nothing of the user's, and English words."""
    python = os.pathsep.join([str(ROOT / "python"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**os.environ, "PYTHONPATH": python, "R_LIBS": str(library), "R_PROFILE_USER": "", "LC_ALL": "C.UTF-8"}


def execute(chapter: Chapter, library: Path) -> None:
    """Fill in what each cell prints and draws."""
    cells = chapter.cells()
    with tempfile.TemporaryDirectory() as scratch:
        processes = {}
        for language in LANGUAGES:
            folder = Path(scratch) / language
            folder.mkdir()
            for i, cell in enumerate(cells):
                (folder / f"{i:03}.code").write_text(cell.code[language] + "\n", encoding="utf-8")
            processes[language] = subprocess.Popen(
                [*COMMANDS[language], str(folder)],
                cwd=folder,
                env=environment(library),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        for language, process in processes.items():
            _, said = process.communicate()
            if process.returncode:
                raise TextError(f"{chapter.name}: a cell stops in {language}: {said.strip()[-800:]}")
            for i, cell in enumerate(cells):
                base = Path(scratch) / language / f"{i:03}"
                cell.printed[language] = base.with_suffix(".out").read_text(encoding="utf-8").rstrip("\n")
                picture = base.with_suffix(".png")
                drawn = base64.b64encode(picture.read_bytes()).decode() if picture.exists() else ""
                cell.pictures[language] = drawn if cell.kind == "picture" else ""


def disagreements(chapter: Chapter) -> list[str]:
    """What the two languages print differently where it must be the same, and alike where it must differ."""
    found = []
    for cell in chapter.cells():
        r, python = (trimmed(cell.printed[language]) for language in LANGUAGES)
        if cell.kind == "same" and r != python:
            found.append(f"{chapter.name}: {first_line(cell)}: R prints {r!r}, Python {python!r}")
        if cell.kind == "differ" and r == python:
            found.append(f"{chapter.name}: {first_line(cell)}: both print {r!r}")
        if cell.kind == "picture" and not all(cell.pictures.values()):
            found.append(f"{chapter.name}: {first_line(cell)}: no picture")
    return found


def unshown_numbers(chapter: Chapter) -> list[str]:
    """The numbers in the prose of a chapter, of three digits or more behind the point, that no cell has or prints.

    A number that is written by hand stays as it is when the code gives another: so the code must give it, too.
    """
    cells = chapter.cells()
    code = " ".join(text for cell in cells for text in [*cell.code.values(), *cell.printed.values()])
    inside = [part for b in chapter.blocks for part in (b.question + b.solution if isinstance(b, Exercise) else [b])]
    prose = re.sub(r"`[^`]*`", "", " ".join(part.text for part in inside if isinstance(part, Prose)))
    return [
        f"{chapter.name}: the text says {number}, and no cell does"
        for number in re.findall(r"\d+\.\d{3,}(?:e-?\d+)?", prose)
        if number not in code
    ]


def trimmed(text: str) -> str:
    """A text without spaces at the ends of its lines."""
    return "\n".join(line.rstrip() for line in text.splitlines())


def first_line(cell: Cell) -> str:
    """How to name a cell."""
    return cell.code["python"].splitlines()[0]
