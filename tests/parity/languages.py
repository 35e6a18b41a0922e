"""The two implementations behind one face, so that a test is written once and asked of both."""

from typing import Any

import bridge
from stages import (
    PARAMETERS,
    PYTHON,
    Language,
    Python,
    by_name,
    compare_stages,
    failures,
    same,
    stage_by_stage,
    trace,
)

__all__ = [
    "LANGUAGES",
    "PARAMETERS",
    "PYTHON",
    "R_LANGUAGE",
    "Language",
    "Python",
    "R",
    "compare_stages",
    "failures",
    "same",
    "stage_by_stage",
    "trace",
]


class R:
    """The R package, in this process."""

    name = "R"

    def __init__(self, package: bridge.RPackage = bridge.R) -> None:
        """Wrap a copy of the package."""
        self.package = package

    def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a function of the package."""
        return by_name(self.package(name, *arguments, **named))

    def get(self, name: str, key: str | None = None) -> Any:
        """An object of the package, or one entry of it."""
        return self.package.evaluate(name if key is None else f"{name}${key}")


R_LANGUAGE = R()
LANGUAGES: list[Language] = [PYTHON, R_LANGUAGE]
