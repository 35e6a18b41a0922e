"""The rooms: each file uses only its own room and those below it, in both languages."""

import ast
from pathlib import Path

import pytest

from bridge import ROOT, R, from_r, to_r

PYTHON_FOLDER = ROOT / "python" / "nnref"
R_FOLDER = ROOT / "r" / "R"
R_FILES = sorted(file for file in R_FOLDER.glob("*.R") if file.stem != "nnref-package")  # which is a page of the help

# What each room may use beside itself; the network's own files stand at the top of the package, in no folder
ABOVE_ALL = ["the network", "arithmetic", "checks", "networks", "random", "files"]
MAY_USE = {
    "the network": ["arithmetic", "random", "checks"],
    "arithmetic": [],
    "checks": [],
    "networks": ["the network", "arithmetic", "checks"],
    "random": ["checks"],
    "files": ["checks"],
    "exercises": ABOVE_ALL,
    "command": [*ABOVE_ALL, "exercises"],
}
OF_THE_NETWORK = ["activations", "backward", "forward", "losses", "network", "train", "update_parameters"]


def room_of(parts: list[str]) -> str:
    """The room of a file, by its place: python/nnref/files/numbers.py and r/R/files-numbers.R are both in files."""
    return parts[0] if len(parts) > 1 else "the network"


def python_uses(file: Path) -> set[str]:
    """The rooms that a Python file imports from."""
    modules = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nnref."):
            modules.add(str(node.module))
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names if alias.name.startswith("nnref.")}
    return {room_of(module.split(".")[1:]) for module in modules}


def r_definitions() -> dict[str, str]:
    """The file of each object that the R package defines."""
    defined = {}
    for file in R_FILES:
        names = R.evaluate(
            f"unlist(lapply(parse({str(file)!r}), function(one) if (is.call(one) && identical(one[[1]], quote(`<-`)) "
            "&& is.name(one[[2]])) as.character(one[[2]])))"
        )
        defined.update(dict.fromkeys([names] if isinstance(names, str) else names, file.stem))
    return defined


GLOBALS = R.evaluate(
    """
    (function() {
      names_in <- function(code) { # but for what stands behind a dollar, and the names of arguments
        if (is.name(code)) return(as.character(code))
        if (!is.call(code) && !is.expression(code)) return(character())
        parts <- as.list(code)
        if (identical(parts[[1]], quote(`$`))) parts <- parts[2]
        if (identical(parts[[1]], quote(`function`))) parts <- c(as.list(parts[[2]]), parts[[3]])
        unlist(lapply(parts[!vapply(parts, function(part) identical(part, quote(expr = )), NA)], names_in))
      }
      locals_in <- function(code) { # arguments, and what is assigned
        if (!is.call(code)) return(character())
        found <- unlist(lapply(as.list(code)[-1], function(part) if (!missing(part)) locals_in(part)))
        if (identical(code[[1]], quote(`function`))) found <- c(found, names(code[[2]]), locals_in(code[[3]]))
        if (identical(code[[1]], quote(`<-`)) && is.name(code[[2]])) found <- c(found, as.character(code[[2]]))
        if (identical(code[[1]], quote(`for`))) found <- c(found, as.character(code[[2]]))
        found
      }
      function(file) {
        definitions <- as.list(parse(file))
        unique(unlist(lapply(definitions, function(one) setdiff(names_in(one[[3]]), locals_in(one[[3]])))))
      }
    })()
    """
)


def r_uses(file: Path, defined: dict[str, str]) -> set[str]:
    """The rooms whose objects an R file uses: the names in its code that are neither arguments nor assigned there."""
    names = from_r(GLOBALS(to_r(str(file))))
    return {room_of(defined[name].split("-")) for name in names if name in defined}


FILES = sorted(file for file in PYTHON_FOLDER.rglob("*.py") if file.stem[:2] != "__")


def test_there_are_these_rooms_and_nothing_else_stands_at_the_top() -> None:
    assert sorted(file.stem for file in FILES if file.parent == PYTHON_FOLDER) == OF_THE_NETWORK
    folders = {file.parent.name for file in FILES if file.parent != PYTHON_FOLDER}
    assert folders | {"the network"} == set(MAY_USE)


@pytest.mark.parametrize(
    "file", FILES, ids=lambda file: "-".join(file.relative_to(PYTHON_FOLDER).with_suffix("").parts)
)
def test_a_file_of_python_uses_no_room_above_its_own(file: Path) -> None:
    room = room_of(list(file.relative_to(PYTHON_FOLDER).parts))
    assert python_uses(file) <= {room, *MAY_USE[room]}


def test_a_file_of_r_uses_no_room_above_its_own() -> None:
    defined = r_definitions()
    assert len(defined) > 100
    assert r_uses(R_FOLDER / "command-run.R", defined) >= {"the network", "files", "networks", "random", "checks"}
    found = {}
    for file in R_FILES:
        room = room_of(file.stem.split("-"))
        too_much = r_uses(file, defined) - {room, *MAY_USE[room]}
        if too_much:
            found[file.name] = too_much
    assert found == {}
