"""The benchmark judges rightly, shows what it judged, and refuses to compare different jobs. Nothing is timed here."""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.measure import Series, Worker, interleave, ratio, run, scratch, turns_for
from bench.parts import EPOCHS, ROOT, WrongJobError, check_outputs, output_of, outputs, whole_command, write_network
from bench.tables import epoch_table, growth_table, show_seconds, target_table, whole_table
from bench.targets import GROWTH_N, targets

BENCH = ROOT / "tests" / "bench"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}


def series(name: str, *samples: float, part: str = "whole", job: str = "article", note: str = "") -> Series:
    """What Python needed in each round."""
    return Series(part, job, "Python", name, list(samples), note=note)


def test_a_ratio_is_taken_round_by_round() -> None:
    # The machine is ten times slower in the last round: the ratio of the medians would be 4 / 2
    found = ratio(series("nnref", 1, 4, 40), series("PyTorch", 1, 2, 80))
    assert found is not None
    assert (found.median, found.least, found.greatest, found.best) == (1, 0.5, 2, 1)
    assert ratio(series("nnref", 1), series("PyTorch")) is None
    assert ratio(series("nnref", 1), None) is None


def test_contenders_take_turns_and_slow_ones_fewer() -> None:
    order: list[str] = []
    interleave([lambda: order.append("a"), lambda: order.append("b"), lambda: order.append("c")], [3, 1, 2])
    assert "".join(order) == "abcaca"
    assert [turns_for(seconds, rounds=5, patience=30) for seconds in (0.1, 10, 100)] == [5, 3, 1]


def test_a_target_is_met_or_missed_or_not_measured() -> None:
    measured = [
        series("nnref", 1.3, 1.3),
        series("bare NumPy", 1, 1),
        series("scikit-learn", 1.3, 1.3),
        series("PyTorch", 1.4, 1.4),
        series("JAX", note="not here"),
    ]
    judged = {target.text: target for target in targets(measured, "a")}
    verdicts = {text.split(": ")[1]: target.verdict for text, target in judged.items() if "Python, article" in text}
    # At most 1.3 times the bare script is enough; ahead of a peer is not as fast as it
    assert verdicts == {"bare script": "met", "scikit-learn": "missed", "PyTorch": "met", "JAX": "not measured"}

    rows = {row[0]: row[1:] for row in target_table(list(judged.values())).rows}
    assert rows["Python, article: scikit-learn"] == ["below 1", "1", "1", "missed"]
    assert rows["Python, article: JAX"] == ["below 1", "-", "-", "not measured: not here"]
    assert target_table(list(judged.values())).heading == "Targets: 2 of 3 met, 13 not measured"


@pytest.mark.parametrize(("exponent", "arrays", "verdict"), [(1.0, 5, "met"), (1.2, 7, "missed")])
def test_growth_is_judged_by_its_exponent(exponent: float, arrays: int, verdict: str) -> None:
    sizes = {f"n = {n}": n**exponent for n in (10**5, 10**6)} | {"h = 1024": 8 * GROWTH_N * 1024 * arrays}
    grown = [Series("growth", job, "Python", "nnref", [size], memory=size) for job, size in sizes.items()]
    assert [t.verdict for t in targets(grown, "c") if t.text.startswith("Python")] == [verdict] * 3
    assert growth_table(grown).rows[-1][4] == f"{arrays}.00"


def test_tables_show_what_was_measured() -> None:
    measured = [series("nnref", 2e-5, part="epoch", job="3x4x3x1"), series("floor", 1e-5, part="epoch", job="3x4x3x1")]
    table = epoch_table(measured)
    assert table.rows == [["Python", "nnref", "20.0 us"], ["Python", "floor", "10.0 us; 2"]]
    assert "| Python | floor | 10.0 us; 2 |" in table.markdown()
    assert re.search(r"^Python +floor +10.0 us; 2$", table.plain(), re.MULTILINE)
    assert whole_table([series("JAX", note="not here")]).rows[0][2:4] == ["JAX", "-"]
    assert [show_seconds(s) for s in (1.0, 0.9996, 0.123, 1.5e-3, 2.5e-7)] == [
        "1.00 s", "1.00 s", "123 ms", "1.50 ms", "0.25 us",
    ]  # fmt: skip


@pytest.mark.parametrize("job", EPOCHS)
def test_the_bare_scripts_do_the_same_job(job: str) -> None:
    launcher = Worker([sys.executable, str(BENCH / "launcher.py")], ENVIRONMENT)
    found = {}
    for language, name in [("Python", "nnref"), ("Python", "bare NumPy"), ("R", "bare R")]:
        stdout = run(launcher, whole_command(language, name, job, 300)).stdout
        found[name] = outputs(name, stdout)
        check_outputs(job, name, found["nnref"], found[name])
    with pytest.raises(RuntimeError, match=r"No module named bench\.nothing"):
        run(launcher, [sys.executable, "-m", "bench.nothing"])
    launcher.close()


def test_another_result_is_another_job() -> None:
    check_outputs("article", "rounded", [0.98404724], [0.98404725])
    for found in ([0.98404728], [float("nan")], []):
        with pytest.raises(WrongJobError, match="other does another job than nnref: article"):
            check_outputs("article", "other", [0.98404724], found)


def test_workers_do_the_same_epochs() -> None:
    sizes = (20, 3, 4, 2)
    python, r = (
        [program, str(BENCH / file)] for program, file in [(sys.executable, "worker.py"), ("Rscript", "worker.R")]
    )
    found = []
    with scratch() as folder:
        write_network(Path(folder), *sizes)
        for command in ([*python, "nnref"], [*python, "bare NumPy"], [*r, "bare R"]):
            worker = Worker(command, ENVIRONMENT)
            worker.ask("load", folder, *sizes)
            assert worker.ask("train", 3)["epochs"] == 3
            assert worker.ask("memory")["bytes"] > 3 * 20 * 4 * 8
            found.append(output_of("20x3x4x2", worker, folder))
            worker.close()
    assert found[0].std() > 0
    assert [np.abs(output - found[0]).max() < 1e-12 for output in found] == [True] * 3


def test_a_worker_that_fails_says_why() -> None:
    worker = Worker([sys.executable, "-c", "raise ValueError('too large')"], ENVIRONMENT)
    with pytest.raises(RuntimeError, match="too large"):
        worker.ask("train", 1)
    worker.close()


def test_numpy_is_the_one_of_the_other_tests() -> None:
    def pins(file: Path) -> set[str]:
        return set(re.findall(r"^(?:numpy|scikit-learn|matplotlib)==[\d.]+", file.read_text(), re.MULTILINE))

    assert pins(BENCH / "requirements.txt") == pins(ROOT / "tests" / "requirements.txt") != set()
