"""Measuring: contenders in turn, each in a process of its own, and what comes of the numbers."""

import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Series:
    """What was measured of one contender in one job."""

    part: str  # whole, epoch, growth or start
    job: str
    language: str
    name: str
    samples: list[float] = field(default_factory=list)  # seconds, one for each turn
    cpu: list[float] = field(default_factory=list)  # seconds of processor time, where a turn is a process
    memory: float | None = None  # bytes at the peak
    note: str = ""

    @property
    def median(self) -> float | None:
        """The median of its turns."""
        return statistics.median(self.samples) if self.samples else None


@dataclass
class Ratio:
    """How many times as long one takes as another, turn by turn."""

    median: float
    least: float
    greatest: float
    best: float  # the best turn of one over the best of the other: the steadier number on a busy machine


def ratio(ours: Series | None, theirs: Series | None) -> Ratio | None:
    """Our time over theirs, of the turns in which both took part; None if there is none."""
    if not (ours and theirs and ours.samples and theirs.samples):
        return None
    ratios = [a / b for a, b in zip(ours.samples, theirs.samples, strict=False)]
    best = min(ours.samples) / min(theirs.samples)
    return Ratio(statistics.median(ratios), min(ratios), max(ratios), best)


def turns_for(seconds: float, rounds: int, patience: float) -> int:
    """In how many of the rounds a contender takes part that needs so long: once at least, not above its patience."""
    return max(1, min(rounds, int(patience / max(seconds, 1e-9))))


def interleave(contenders: list[Callable[[], None]], turns: list[int]) -> None:
    """Run all in turn, A B C A B C ..., each as often as it may."""
    for done in range(max(turns, default=0)):
        for contender, wanted in zip(contenders, turns, strict=True):
            if done < wanted:
                contender()


class Worker:
    """A contender that waits in a process of its own for what to do; see worker.py."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        """Start it."""
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True
        )

    def ask(self, *words: object) -> dict[str, Any]:
        """Have a request answered; RuntimeError if the contender has failed."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.errors.seek(0)
            lines = self.errors.read().decode(errors="replace").strip().removesuffix("Execution halted").splitlines()
            raise RuntimeError(lines[-1].strip() if lines else "it ended without a word")
        values: dict[str, Any] = json.loads(answer)
        return values

    def close(self) -> None:
        """Let it end."""
        self.process.kill()
        self.process.communicate()
        self.errors.close()


@dataclass
class Run:
    """What a command took and printed."""

    seconds: float
    cpu: float
    memory: float
    stdout: str


def run(launcher: Worker, command: list[str]) -> Run:
    """Have the launcher run a command that must end well."""
    done = launcher.ask(json.dumps(command))
    if done.pop("status") != 0:
        raise RuntimeError(f"{' '.join(command)}: {done['stderr'][-500:]}")
    del done["stderr"]
    return Run(**done)


def scratch() -> "tempfile.TemporaryDirectory[str]":
    """A folder for the networks, gone afterwards; in /dev/shm it costs no disk."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
