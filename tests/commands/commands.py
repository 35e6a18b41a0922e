"""The two commands, run as a user runs them, or faster, in this process."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass

import bridge
from bridge import ENVIRONMENT, ROOT
from nnref.command.run import main

COMMANDS = {
    "Python": [sys.executable, "-m", "nnref"],
    "R": ["Rscript", str(ROOT / "r" / "train.R")],
}


@dataclass
class Outcome:
    """What a command left behind."""

    status: int
    stdout: str
    stderr: str


def run(language: str, *arguments: str, **environment: str) -> Outcome:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*COMMANDS[language], *arguments],
        env={**ENVIRONMENT, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    text = [stream.decode(errors="surrogateescape") for stream in (done.stdout, done.stderr)]
    return Outcome(done.returncode, *text)


def run_both(*arguments: str) -> Outcome:
    """Run both commands and check that they did the same; the outcome is that of both."""
    python, r = run("Python", *arguments), run("R", *arguments)
    assert python == r
    return python


def run_here(language: str, *arguments: str) -> Outcome:
    """Run a command in this process."""
    if language == "Python":
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments))
        return Outcome(status, out.getvalue(), err.getvalue())
    # as hex digits: rpy2 hands on no bytes that are not UTF-8
    with bridge.messages() as written:
        status, lines = bridge.R("run_here", [os.fsencode(argument).hex() for argument in arguments])
    return Outcome(int(status), text_of(lines), "".join(written))


def text_of(lines: str | list[str]) -> str:
    """Lines as one text, each ended."""
    return "".join(line + "\n" for line in ([lines] if isinstance(lines, str) else lines))


bridge.R.environment["run_here"] = bridge.R.evaluate(
    r"""
    function(arguments) {
      typed <- vapply(arguments, function(digits) {
        rawToChar(as.raw(strtoi(strsplit(gsub("(..)", "\\1 ", digits), " ")[[1]], 16)))
      }, "")
      out <- utils::capture.output(status <- main(unname(typed)))
      list(status, out)
    }
    """
)
