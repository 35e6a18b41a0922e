"""Builds the site: pages, documents, lesson, and a reference in two columns, with MkDocs."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from lesson.site.reference import reference_page

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BUILD = ROOT / "build"
SOURCE = BUILD / "site-source"

# What other commands build, how each page of it is called, and the command; what is not there is left out, and said
BUILT: list[tuple[str, str, dict[str, str]]] = [
    ("lesson", "make lesson", {"index.html": "The lesson: the network step by step, recorded"}),
    ("live", "make live", {"index.html": "The live lesson: R and Python in your browser"}),
    (
        "documents",
        "make documents",
        {
            "side-by-side.html": "Side by side: to read, with exercises",
            "slides.html": "Slides: a step a slide",
            "sheets-both.html": "Sheets: blank lines, exercises, solutions",
            "nnref-python.ipynb": "A notebook in Python",
            "nnref-r.ipynb": "A notebook in R",
            "nnref-both.ipynb": "A notebook in both",
            "nnref.qmd": "The text for Quarto",
            "nnref.Rmd": "The text for R Markdown",
        },
    ),
    ("parity.html", "make parity", {"": "The parity report: how far the languages agree"}),
    ("bench", "make bench", {"bench.md": "The benchmark's last tables"}),
]


def see_page() -> str:
    """The page that leads to what was built, as far as it was."""
    lines = ["# See it", ""]
    for name, command, pages in BUILT:
        place, target = BUILD / name, SOURCE / name
        if not place.exists():
            print(f"site: left out what `{command}` builds, since it is not built")
        elif place.is_dir():
            shutil.copytree(place, target, dirs_exist_ok=True)
        else:
            shutil.copy(place, target)
        links = {page: f"{name}/{page}".rstrip("/") for page in pages}
        lines += [f"- [{words}]({links[page]})" for page, words in pages.items() if (SOURCE / links[page]).exists()]
    return "\n".join([*lines, ""])


def shared_page(file: Path) -> str:
    """A page of the repository, its links made to fit the site."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"\]\((?:\.\./)?fixtures/README\.md", "](format.md", text)
    text = text.replace("](README.md", "](format.md")
    return re.sub(r"\[([^\]]*)\]\((?!https?:|#|format\.md|ERRATA\.md|PORTABLE\.md)[^)]*\)", r"\1", text)


def main() -> int:
    """Write the sources, and let MkDocs make the site; a broken link is an error."""
    begun = time.monotonic()
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(HERE / "pages", SOURCE)
    shutil.copy(HERE / "reference.css", SOURCE)
    for name, page in {"ERRATA.md": "ERRATA.md", "PORTABLE.md": "PORTABLE.md", "README.md": "format.md"}.items():
        (SOURCE / page).write_text(shared_page(ROOT / "fixtures" / name), encoding="utf-8")
    (SOURCE / "reference.md").write_text(reference_page(), encoding="utf-8")
    (SOURCE / "see.md").write_text(see_page(), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "--config-file",
        str(HERE / "mkdocs.yml"),
    ]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    status = subprocess.run(command, env=quiet, check=False).returncode
    if status == 0:
        pages = len(list((BUILD / "site").rglob("*.html")))
        size = sum(file.stat().st_size for file in (BUILD / "site").rglob("*") if file.is_file())
        print(f"build/site: {pages} pages, {size / 1e6:.1f} MB, in {time.monotonic() - begun:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
