"""Runs the cells of a chapter in Python: `session.py FOLDER` takes 001.code, and leaves 001.out and 001.png."""

import ast
import contextlib
import io
import sys
import traceback
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")


def main(folder: Path) -> None:
    """Run each cell in one namespace."""
    names: dict[str, object] = {"__name__": "__main__"}
    for file in sorted(folder.glob("*.code")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                *first, last = ast.parse(file.read_text(encoding="utf-8")).body
                exec(compile(ast.Module(first, []), file.name, "exec"), names)
                if isinstance(last, ast.Expr):  # as a notebook does: a figure that a cell ends with is shown
                    value = eval(compile(ast.Expression(last.value), file.name, "eval"), names)
                else:
                    exec(compile(ast.Module([last], []), file.name, "exec"), names)
                    value = None
            except Exception:
                traceback.print_exc()
                sys.exit(f"{file}: {traceback.format_exc()}")
        file.with_suffix(".out").write_text(printed.getvalue(), encoding="utf-8")
        if hasattr(value, "savefig"):
            value.savefig(file.with_suffix(".png"), dpi=150, metadata={"Software": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
