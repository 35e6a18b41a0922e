"""R in this process: the one file that knows rpy2.

R("forward", X, wh, ...) calls a function of the R package, from the sources in r/R, and gives back NumPy arrays, dicts,
numbers and texts. An InputError in R comes back as Python's InputError; a warning in R is an error, as is any other.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nnref.checks.errors import InputError

ROOT = Path(__file__).resolve().parents[2]

# Importing rpy2 changes environment variables and the locale: commands started by a test get these instead.
ENVIRONMENT = dict(os.environ)

import rpy2.rinterface as ri  # noqa: E402
from rpy2.rinterface_lib import callbacks  # noqa: E402

ri.initr()

_load = ri.baseenv["eval"](
    ri.parse(
        """
        function(root) {
          options(warn = 2)
          nnref <- new.env()
          for (file in list.files(file.path(root, "r", "R"), full.names = TRUE)) {
            sys.source(file, nnref, keep.source = TRUE) # an exercise is cut from the sources
          }
          nnref$experiments_folder <- function() file.path(root, "r", "inst", "experiments")
          sys.source(file.path(root, "r", "train.R"), nnref)
          nnref
        }
        """
    )[0]
)
_call = ri.baseenv["eval"](
    ri.parse(
        """
        function(environment, name, arguments) {
          tryCatch(
            list("value", do.call(get(name, environment), arguments)),
            InputError = function(problem) list("InputError", conditionMessage(problem)),
            error = function(problem) list("error", conditionMessage(problem))
          )
        }
        """
    )[0]
)


def load(root: Path = ROOT) -> Any:
    """A fresh environment with all functions of the R package whose checkout is at root, and of its command."""
    return _load(ri.StrSexpVector([str(root)]))


def to_r(value: Any) -> Any:
    """An R object for a Python one; what is an R object already passes as it is."""
    if value is None:
        return ri.NULL
    if isinstance(value, ri.Sexp):
        return value
    if isinstance(value, np.ndarray):
        vector = ri.FloatSexpVector(value.astype(float).ravel(order="F").tolist())  # R fills down the columns
        return ri.baseenv["matrix"](vector, *(ri.IntSexpVector([size]) for size in value.shape))
    if isinstance(value, bool):
        return ri.BoolSexpVector([value])
    if isinstance(value, int | float):
        return ri.FloatSexpVector([value])
    if isinstance(value, str):
        return ri.StrSexpVector([value])
    if isinstance(value, dict):
        return named_list(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ri.StrSexpVector(value)
    raise TypeError(f"no R object for {value!r}")


def from_r(value: Any) -> Any:
    """A Python object for an R one: a copy, never a view of R's memory."""
    if isinstance(value, type(ri.NULL)):
        return None
    if isinstance(value, ri.ListSexpVector):
        items = [from_r(item) for item in value]
        names = value.names
        return items if isinstance(names, type(ri.NULL)) else dict(zip(names, items, strict=True))
    if isinstance(value, ri.FloatSexpVector | ri.IntSexpVector | ri.BoolSexpVector):
        dim = value.do_slot("dim") if "dim" in value.list_attrs() else None
        if dim is not None:
            return np.array(list(value), dtype=float).reshape(tuple(dim), order="F")
        return value[0] if len(value) == 1 else list(value)
    if isinstance(value, ri.StrSexpVector):
        if "dim" in value.list_attrs():
            return np.array(list(value), dtype=object).reshape(tuple(value.do_slot("dim")), order="F").tolist()
        return value[0] if len(value) == 1 else list(value)
    return value


def named_list(items: dict[str, Any]) -> Any:
    """An R list of these objects with these names."""
    values = ri.ListSexpVector([to_r(item) for item in items.values()])
    return ri.baseenv["names<-"](values, ri.StrSexpVector(list(items)))


class RPackage:
    """The functions and constants of one copy of the R package."""

    def __init__(self, environment: Any) -> None:
        """Wrap an environment that load() made."""
        self.environment = environment

    def __getitem__(self, name: str) -> Any:
        """An object of the package as R has it: R["native"], to be passed on to a call."""
        return self.environment[name]

    def __call__(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a function of the package."""
        values = [to_r(argument) for argument in arguments] + [to_r(argument) for argument in named.values()]
        names = [""] * len(arguments) + list(named)
        listed = ri.baseenv["names<-"](ri.ListSexpVector(values), ri.StrSexpVector(names))
        kind, value = _call(self.environment, ri.StrSexpVector([name]), listed)
        if kind[0] == "InputError":
            raise InputError(value[0])
        if kind[0] == "error":
            raise RuntimeError(f"R: {name}: {value[0]}")
        return from_r(value)

    def evaluate(self, code: str) -> Any:
        """The value of a piece of R code that sees the package."""
        return from_r(ri.baseenv["eval"](ri.parse(code), self.environment))


@contextlib.contextmanager
def messages() -> Iterator[list[str]]:
    """What R writes to its stderr meanwhile."""
    written: list[str] = []
    usual, callbacks.consolewrite_warnerror = callbacks.consolewrite_warnerror, written.append
    try:
        yield written
    finally:
        callbacks.consolewrite_warnerror = usual


R = RPackage(load())
