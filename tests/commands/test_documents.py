"""The documents: executed in both languages, equal where they say so, and fit for the tools that they are for."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import jupyter_client.kernelspec
import nbclient
import nbformat
import pytest

from lesson.documents.build import FORMS, executed_chapters, write_all
from lesson.documents.execute import ROOT, disagreements, environment, unshown_numbers
from lesson.documents.text import Cell, Chapter, Prose, TextError, read_chapter, read_chapters

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chapters() -> list[Chapter]:
    """All chapters, executed."""
    return executed_chapters()


@pytest.fixture(scope="module")
def written(chapters: list[Chapter], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all documents."""
    folder = tmp_path_factory.mktemp("documents")
    write_all(chapters, folder)
    return folder


def test_each_chapter_has_exercises_and_cells_in_both_languages() -> None:
    chapters = read_chapters()
    assert len(chapters) == 6
    for chapter in chapters:
        assert 3 <= sum(hasattr(block, "solution") for block in chapter.blocks) <= 5
        assert chapter.cells()


def test_a_changed_digit_is_noticed(chapters: list[Chapter]) -> None:
    assert [line for chapter in chapters for line in disagreements(chapter)] == []
    changed = copy.deepcopy(chapters[0])
    cell = changed.cells()[1]
    cell.printed["r"] = cell.printed["r"].replace("1.26506637", "1.26506638")
    assert len(disagreements(changed)) == 1
    assert "hidden_layer_input" in disagreements(changed)[0]


def test_a_number_that_is_only_written_by_hand_is_noticed(chapters: list[Chapter]) -> None:
    assert [line for chapter in chapters for line in unshown_numbers(chapter)] == []
    changed = copy.deepcopy(chapters[4])
    prose = next(block for block in changed.blocks if isinstance(block, Prose))
    prose.text += " It gives 0.98404725."
    assert unshown_numbers(changed) == ["5_floating_point: the text says 0.98404725, and no cell does"]


def test_the_lines_of_the_package_are_those_that_stand_there(chapters: list[Chapter]) -> None:
    shown = [block for block in chapters[0].blocks if isinstance(block, Cell) and block.kind == "source"]
    assert len(shown) == 10
    for cell in shown:
        for language, text in cell.code.items():
            where, *code = text.splitlines()
            file = ROOT / where.removeprefix("# ").partition(",")[0]
            for line in code:
                assert line.strip() in file.read_text(), (language, line)


def test_a_chapter_that_is_not_written_as_it_should_be_is_refused(tmp_path: Path) -> None:
    for text, says in (
        ("# A\n::: cell same\n```python\n1\n```\n:::\n", "in python alone"),
        ("# A\n::: cell same\n", "without its end"),
        ("# A\n::: sell\n:::\n", "expected cell, source or exercise, found sell"),
    ):
        file = tmp_path / "1_a.md"
        file.write_text(text)
        with pytest.raises(TextError, match=says):
            read_chapter(file)


def test_the_pages_hold_every_cell_with_what_it_printed(chapters: list[Chapter], written: Path) -> None:
    page = (written / "side-by-side.html").read_text()
    cells = [cell for chapter in chapters for cell in chapter.cells()]
    assert page.count('class="pair ') == len(cells) + page.count('class="pair source"')
    assert page.count("data:image/png") == 2 * sum(cell.kind == "picture" for cell in cells)
    assert "http" not in page.replace("http://www.w3.org", "")
    for line in ("0.98404724", "1.26506637 2.02922956 1.51493392"):
        assert page.count(line) >= 2
    slides = (written / "slides.html").read_text()
    for step in range(2, 12):
        assert len(re.findall(rf'class="slide"><h1>Step {step}:', slides)) == 1
    for form in FORMS:
        sheet = (written / f"sheets-{form}.html").read_text()
        assert "hidden_layer_input" in sheet
        assert ("TODO" in sheet) == (form != "python")
        assert ("<h1>Solutions</h1>") in sheet


@pytest.mark.parametrize("form", list(FORMS))
def test_a_notebook_gives_its_outputs_again(form: str, written: Path) -> None:
    book = nbformat.read(written / f"nnref-{form}.ipynb", as_version=4)
    nbformat.validate(book)
    if form == "r" and "ir" not in jupyter_client.kernelspec.find_kernel_specs():
        pytest.skip("not run: nnref-r.ipynb, as there is no IRkernel here")
    again = copy.deepcopy(book)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment(ROOT / "build" / "documents-library").items():
            patched.setenv(name, value)
        nbclient.NotebookClient(again, timeout=120, resources={"metadata": {"path": str(written)}}).execute()
    compared = 0
    for one, other in zip(book.cells, again.cells, strict=True):
        if one.cell_type != "code":
            continue
        said = "".join(out.get("text", "") for out in one.outputs if out.output_type == "stream")
        found = "".join(out.get("text", "") for out in other.outputs if out.output_type == "stream")
        if said:
            assert [line.rstrip() for line in found.splitlines()] == [line.rstrip() for line in said.splitlines()]
            compared += 1
    assert compared > 30


def test_the_r_markdown_is_rendered(written: Path) -> None:
    wanted = 'cat(all(nzchar(sapply(c("knitr", "rmarkdown", "reticulate"), function(p) system.file(package = p)))))'
    there = subprocess.run(["Rscript", "-e", wanted], capture_output=True, text=True, check=True).stdout
    if there != "TRUE" or not shutil.which("pandoc"):
        pytest.skip("not run: nnref.Rmd, as knitr, rmarkdown, reticulate or pandoc is not here")
    python = str(ROOT / ".venv" / "bin" / "python")
    code = f"reticulate::use_python({python!r}); rmarkdown::render('nnref.Rmd', quiet = TRUE)"
    subprocess.run(
        ["Rscript", "-e", code], cwd=written, env=environment(ROOT / "build" / "documents-library"), check=True
    )
    page = (written / "nnref.html").read_text()
    assert page.count("0.98404724") >= 2
