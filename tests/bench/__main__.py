"""The benchmark of `make bench`: measures, judges, and writes build/bench/bench.md, bench.json and the plots."""

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

from bench import parts
from bench.measure import Series, Worker
from bench.plots import draw_plots
from bench.tables import Table, epoch_table, growth_table, start_table, target_table, whole_table
from bench.targets import SIZES, targets

ROOT = parts.ROOT


def read_options() -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough run of about two minutes")
    parser.add_argument("--parts", default="abcd", help="a whole commands, b epochs, c growth, d start-up")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES, metavar="NxDxHxQ", help="sizes of part b")
    parser.add_argument("--rounds", type=int, help="how often each contender takes its turn")
    parser.add_argument("--threads", type=int, default=2, help="how many processors all contenders may use")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "bench", help="where to write")
    return parser.parse_args()


def child_environment(threads: int) -> dict[str, str]:
    """What all contenders get: the same number of threads, and the same libraries."""
    libraries = [str(ROOT / "build" / "bench-r"), *filter(None, [os.environ.get("R_LIBS")])]
    counts = {f"{name}_NUM_THREADS": str(threads) for name in ["OPENBLAS", "OMP", "MKL"]}
    return {
        **os.environ,
        **counts,
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": str(ROOT / "tests"),
        "R_LIBS": ":".join(libraries),
    }


def keep_to(threads: int) -> None:
    """Leave this process and its children so many processors, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


TELL_BLAS = """
import ctypes, json, sys, numpy, threadpoolctl
libraries = [ctypes.CDLL(path) for path in sys.argv[1:]]
print(json.dumps(threadpoolctl.threadpool_info()))
"""


def blas_names(environment: dict[str, str], *libraries: str) -> list[str]:
    """The BLAS of NumPy, and of these libraries, with the kernel that each chooses where the contenders run."""
    asked = [sys.executable, "-c", TELL_BLAS, *libraries]
    told = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
    return [
        f"{library['internal_api']} {library['version']}, kernel {library.get('architecture', 'unknown')}, "
        f"threads: {library['num_threads']}"
        for library in json.loads(told)
        if library["user_api"] == "blas"
    ]


def machine(environment: dict[str, str], threads: int) -> dict[str, str]:
    """Where all this was measured."""
    numpy_blas = blas_names(environment)
    asked = ["Rscript", "-e", "cat(R.version$major, '.', R.version$minor, '\n', extSoftVersion()[['BLAS']], sep = '')"]
    r_version, r_blas = subprocess.run(
        asked, env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    both = blas_names(environment, r_blas)
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.processor())
    set_by_hand = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("OPENBLAS_")]
    return {
        "date": date.today().isoformat(),
        "processor": f"{model}, {os.cpu_count()} of them, {threads} used",
        "Python": f"{platform.python_version()}, NumPy {np.__version__} with {'; '.join(numpy_blas)}",
        "R": f"{r_version} with {'; '.join(name for name in both if name not in numpy_blas) or r_blas}",
        "beside": ", ".join(f"{name} {version(name)}" for name in ["scikit-learn", "torch", "jax"]),
        "set by hand": " ".join(set_by_hand) or "no OPENBLAS_ variable",
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def write(folder: Path, stated: dict[str, str], series: list[Series], tables: list[Table], plots: list[str]) -> None:
    """The tables as Markdown, and all numbers as JSON."""
    head = "\n".join(f"- {name}: {value}" for name, value in stated.items())
    pictures = "".join(f"\n![{name.removesuffix('.png')}]({name})\n" for name in plots)
    text = "\n".join(table.markdown() for table in tables)
    (folder / "bench.md").write_text(f"# nnref: how fast\n\n{head}\n\n{text}{pictures}")
    everything = {"machine": stated, "series": [dataclasses.asdict(s) for s in series]}
    (folder / "bench.json").write_text(json.dumps(everything, indent=1) + "\n")


def main() -> int:
    """Measure what is wanted, and say what came out."""
    options = read_options()
    begun = time.monotonic()
    keep_to(options.threads)
    environment = child_environment(options.threads)
    effort = parts.QUICK if options.quick else parts.FULL
    if options.rounds:
        effort = dataclasses.replace(effort, rounds=options.rounds)
    launcher = Worker([sys.executable, "-S", str(parts.HERE / "launcher.py")], environment)
    stated = machine(environment, options.threads)

    series: list[Series] = []
    tables = []
    try:
        if "a" in options.parts:
            series += parts.whole(effort, environment, launcher)
            tables.append(whole_table(series))
        if "b" in options.parts:
            series += parts.epoch(effort, environment, options.sizes)
            tables.append(epoch_table(series))
        if "c" in options.parts:
            series += parts.growth(effort, environment)
            tables.append(growth_table(series))
        if "d" in options.parts:
            series += parts.start(effort, launcher)
            tables.append(start_table(series))
    except parts.WrongJobError as problem:
        print(f"nnref: {problem}", file=sys.stderr)
        return 1
    finally:
        launcher.close()

    stated["load after"] = f"{os.getloadavg()[0]:.1f}"
    stated["it took"] = f"{time.monotonic() - begun:.0f} s"
    tables.append(target_table(targets(series, options.parts)))
    options.output.mkdir(parents=True, exist_ok=True)
    write(options.output, stated, series, tables, draw_plots(series, options.output))
    for name, value in stated.items():
        print(f"{name:12} {value}")
    print()
    print("\n".join(table.plain() for table in tables))
    print(f"{options.output}: bench.md, bench.json and the plots")
    return 0


if __name__ == "__main__":
    sys.exit(main())
