"""Builds the documents: executes one text in both languages, compares, and writes every form."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lesson.documents.execute import ROOT, disagreements, environment, execute, install_r, unshown_numbers
from lesson.documents.notebooks import notebook, quarto, r_markdown
from lesson.documents.page import sheets, side_by_side, slides
from lesson.documents.text import Chapter, TextError, read_chapters
from nnref.exercises.starter import exercise_lines

BUILD = ROOT / "build"
FORMS = {"both": ("r", "python"), "r": ("r",), "python": ("python",)}


def executed_chapters() -> list[Chapter]:
    """All chapters, executed; or an error if the languages disagree where they must not."""
    library = install_r(BUILD / "documents-library")
    chapters = read_chapters()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda chapter: execute(chapter, library), chapters))
    found = [line for chapter in chapters for line in [*disagreements(chapter), *unshown_numbers(chapter)]]
    if found:
        raise TextError("\n".join(found))
    return chapters


def starters() -> dict[str, list[str]]:
    """The blank lines of the exercise in each language."""
    code = 'cat(nnref:::exercise_lines("steps"), sep = "\\n")'
    env = environment(BUILD / "documents-library")
    done = subprocess.run(["Rscript", "-e", code], env=env, capture_output=True, text=True, check=True)
    return {"python": exercise_lines("steps"), "r": done.stdout.splitlines()}


def write_all(chapters: list[Chapter], folder: Path) -> list[Path]:
    """Write every document into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    blank = starters()
    documents = {
        "side-by-side.html": side_by_side(chapters),
        "slides.html": slides(chapters[0]),
        "nnref.qmd": quarto(chapters),
        "nnref.Rmd": r_markdown(chapters),
    }
    for form, languages in FORMS.items():
        documents[f"sheets-{form}.html"] = sheets(chapters, blank, languages)
        documents[f"nnref-{form}.ipynb"] = notebook(chapters, languages)
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in documents]


def main() -> int:
    """Build, and say what was written."""
    begun = time.monotonic()
    try:
        chapters = executed_chapters()
    except TextError as problem:
        print(f"documents: {problem}", file=sys.stderr)
        return 1
    files = write_all(chapters, BUILD / "documents")
    cells = sum(len(chapter.cells()) for chapter in chapters)
    for file in files:
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1000:.0f} kB")
    print(f"{cells} cells executed in both languages, and compared, in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
