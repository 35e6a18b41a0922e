"""Both packages installed away from the checkout, and R's own check of a package."""

import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from bridge import ENVIRONMENT, ROOT
from lesson.documents.vignette import FILE, vignette

pytestmark = pytest.mark.slow

TRAINED = ["0.98404724", "0.97455268", "0.03605637"]


def run(*command: str, folder: Path, **environment: str) -> str:
    """What a command prints, run in a folder away from the checkout."""
    done = subprocess.run(
        command, cwd=folder, env={**ENVIRONMENT, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_in_an_empty_environment_trains(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    source = tmp_path / "source"
    run("cp", "-r", str(ROOT / "python"), str(source), folder=tmp_path)  # a build leaves files beside the sources
    (source / "nnref" / "experiments").unlink()
    (source / "nnref" / "experiments").symlink_to(ROOT / "fixtures")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", "wheels", str(source), folder=tmp_path)
    (wheel,) = (tmp_path / "wheels").iterdir()
    packed = ZipFile(wheel).namelist()
    assert "nnref/experiments/article/X.csv" in packed
    assert [name for name in packed if "/bad/" in name] == []  # which is for the tests alone
    environment = tmp_path / "empty"
    venv.create(environment, with_pip=False)
    run(*pip, "--python", str(environment), "install", "--no-deps", "--no-index", str(wheel), folder=tmp_path)
    # NumPy, its only dependency, comes from the environment of the tests
    numpy = environment / "numpy"
    numpy.mkdir()
    import numpy as np  # noqa: PLC0415

    for part in ("numpy", "numpy.libs"):
        if (found := Path(np.__file__).parent.parent / part).exists():
            (numpy / part).symlink_to(found)
    python = str(environment / "bin" / "python")
    for command in ([python, "-m", "nnref"], [str(environment / "bin" / "nnref")]):
        printed = run(*command, folder=tmp_path, PYTHONPATH=str(numpy))
        assert [line.split()[1] for line in printed.splitlines()[-3:]] == TRAINED
    where = run(python, "-c", "import nnref; print(nnref.__file__)", folder=tmp_path, PYTHONPATH=str(numpy))
    assert where.startswith(str(environment))


def test_an_installed_r_package_trains(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    run("R", "CMD", "INSTALL", f"--library={library}", str(ROOT / "r"), folder=tmp_path)
    file = run("Rscript", "-e", "cat(system.file('train.R', package = 'nnref'))", folder=tmp_path, R_LIBS=str(library))
    assert file.startswith(str(library))
    assert not (library / "nnref" / "experiments" / "bad").exists()
    printed = run("Rscript", file, folder=tmp_path, R_LIBS=str(library))
    assert [line.split()[1] for line in printed.splitlines()[-3:]] == TRAINED
    code = """
        library(nnref)
        article <- read_experiment("article")
        trained <- train(article$X, article$y, article$parameters, learning_rate = 0.1, epochs = 5000)
        cat(sprintf("%.8f", trained$output))
    """
    assert run("Rscript", "-e", code, folder=tmp_path, R_LIBS=str(library)).split() == TRAINED


def test_r_cmd_check_has_nothing_to_say(tmp_path: Path) -> None:
    run("R", "CMD", "build", str(ROOT / "r"), folder=tmp_path)
    (package,) = tmp_path.glob("nnref_*.tar.gz")
    # Its tests are run as they are here, on the installed package, by test_alone_twins.py
    options = ["--as-cran", "--no-manual", "--no-tests"]
    asked = ["CRAN_INCOMING", "CRAN_INCOMING_REMOTE", "SYSTEM_CLOCK"]  # of other machines
    offline = {f"_R_CHECK_{what}_": "0" for what in asked}
    # There is no PDF for qpdf to make smaller, so it need not be here
    printed = run("R", "CMD", "check", *options, package.name, folder=tmp_path, R_QPDF="true", **offline)
    assert re.search(r"checking re-building of vignette outputs \.\.\. .*OK", printed)
    assert "Status: OK" in printed.splitlines(), printed
    for word in ("ERROR", "WARNING", "NOTE"):
        assert word not in printed


def test_the_help_pages_are_those_of_the_roxygen_blocks(tmp_path: Path) -> None:
    """Each function and each of its sentences is in r/man; roxygen2 itself differs from one version to the next."""
    copy = tmp_path / "r"
    run("cp", "-rL", str(ROOT / "r"), str(copy), folder=tmp_path)
    run("Rscript", "-e", f"roxygen2::roxygenise({str(copy)!r})", folder=tmp_path)
    for made, kept in ((copy / "NAMESPACE", ROOT / "r" / "NAMESPACE"), *pages(copy)):
        assert words(made) == words(kept), f"{kept.name} is out of date: make docs"


def test_the_index_of_the_help_begins_with_what_a_reader_wants(tmp_path: Path) -> None:
    kept = (ROOT / "r" / "INDEX").read_text()
    copy = tmp_path / "r"
    copy.mkdir()
    for name in ("index.R", "man"):
        (copy / name).symlink_to(ROOT / "r" / name)
    run("Rscript", str(copy / "index.R"), folder=tmp_path)
    assert (copy / "INDEX").read_text() == kept, "r/INDEX is out of date: make docs"
    names = [line.split()[0] for line in kept.splitlines() if line[0] != " "]
    assert names[:2] == ["nnref-package", "train"]
    assert sorted(names) == sorted(file.stem for file in (ROOT / "r" / "man").glob("*.Rd"))


def test_every_help_page_leads_on_and_shows_something() -> None:
    for file in (ROOT / "r" / "man").glob("*.Rd"):
        text = file.read_text()
        assert "\\seealso{" in text, f"{file.name}: expected where to read on"
        assert "\\examples{" in text, file.name
        assert "\\value{" in text or file.stem == "nnref-package", file.name
        if "By name:" in text:
            assert text.split("\\value{")[1].count("\\item{") >= 2, f"{file.name}: expected a list of items"


def test_the_vignette_is_that_of_the_chapters() -> None:
    assert FILE.read_text() == vignette(), "r/vignettes/nnref.Rmd is out of date: make docs"


def test_an_r_without_the_packages_of_the_vignette_installs(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    alone = {"R_LIBS_SITE": str(tmp_path / "none"), "R_LIBS_USER": str(tmp_path / "none"), "R_LIBS": ""}
    there = run("Rscript", "-e", "cat(nzchar(system.file(package = 'knitr')))", folder=tmp_path, **alone)
    library = tmp_path / "library"
    library.mkdir()
    run("R", "CMD", "INSTALL", f"--library={library}", str(ROOT / "r"), folder=tmp_path, **alone)
    assert (library / "nnref").is_dir()
    assert there == "FALSE"  # or this has shown nothing


def pages(copy: Path) -> list[tuple[Path, Path]]:
    """The help pages made anew, each beside the one that is kept."""
    names = sorted(os.listdir(copy / "man"))
    assert names == sorted(os.listdir(ROOT / "r" / "man"))
    return [(copy / "man" / name, ROOT / "r" / "man" / name) for name in names]


def words(file: Path) -> list[str]:
    """The words of a file, without its comments."""
    return " ".join(line for line in file.read_text().splitlines() if line[:1] not in "%#").split()
