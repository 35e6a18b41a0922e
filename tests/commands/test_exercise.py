"""The exercises as a student, and a teacher with a class, has them: both commands, from the blank file to all right."""

import csv
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bridge import ENVIRONMENT
from commands import COMMANDS
from exercise_bugs import solved

pytestmark = pytest.mark.slow

ENDS = {"Python": ".py", "R": ".R"}


def run(command: str, *arguments: str, cwd: Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """One of the commands in this folder."""
    return subprocess.run(
        [*COMMANDS[command], *arguments],
        cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def write(folder: Path, command: str, name: str, changes: dict[str, str], train: bool = False) -> str:
    """A solved exercise with these changes, and its name."""
    file = folder / f"{name}{ENDS[command]}"
    file.write_text(solved(command, changes, train))
    return file.name


# What a student types on the way: for each try, the lines that she fills in, and what the check must say
SESSION: list[tuple[dict[str, tuple[str, str]], str]] = [
    ({}, "Next: sigmoid, step 3: 1 divided by (1 + exp(-x)), cell by cell."),
    (
        {
            "sigmoid": ("1 / (1 + np.exp(x))", "1 / (1 + exp(x))"),
            "derivatives_sigmoid": ("a * (1 - a)", "a * (1 - a)"),
        },
        "It is what comes out when the minus in the exponent is forgotten.",
    ),
    (
        {
            "sigmoid": ("1 / (1 + np.exp(-x))", "1 / (1 + exp(-x))"),
            "hidden_layer_input": ("X @ wh + bh", "X %*% wh + as.vector(bh)"),
        },
        "",
    ),
    (
        {
            "hidden_layer_input": ("X @ wh + bh", 'sweep(X %*% wh, 2, bh, "+")'),
            "hidden_layer_activations": ("sigmoid(hidden_layer_input)",) * 2,
            "output_layer_input": ("hidden_layer_activations @ wout + bout", 'sweep(hidden_layer_activations %*% wout, 2, bout, "+")'),
            "output": ("sigmoid(output_layer_input)",) * 2,
            "E": ("y - output",) * 2,
            "slope_output_layer": ("derivatives_sigmoid(output)",) * 2,
            "slope_hidden_layer": ("derivatives_sigmoid(hidden_layer_activations)",) * 2,
            "d_output": ("E",) * 2,
        },
        "It is what comes out when E is passed on without its slope.",
    ),
    (
        {
            "d_output": ("E * slope_output_layer",) * 2,
            "error_at_hidden_layer": ("d_output @ wout", "d_output %*% wout"),
        },
        "It is what comes out when wout is not transposed.",
    ),
    (
        {
            "error_at_hidden_layer": ("d_output @ wout.T", "d_output %*% t(wout)"),
            "d_hidden_layer": ("error_at_hidden_layer * slope_hidden_layer",) * 2,
            "wout": ("wout + hidden_layer_activations.T @ d_output * learning_rate", "wout + t(hidden_layer_activations) %*% d_output * learning_rate"),
            "wh": ("wh + X.T @ d_hidden_layer * learning_rate", "wh + t(X) %*% d_hidden_layer * learning_rate"),
            "bout": ("bout + d_output.sum(axis=0) * learning_rate", "bout + colSums(d_output) * learning_rate"),
            "bh": ("bh + d_hidden_layer.sum(axis=0) * learning_rate", "bh + colSums(d_hidden_layer) * learning_rate"),
        },
        "All that is there is right.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_session_from_the_blank_file_to_all_right(command: str, tmp_path: Path) -> None:
    file = f"mine{ENDS[command]}"
    made = run(command, "--exercise", file, cwd=tmp_path)
    assert made.stdout.splitlines()[0] == f"{file} is written: fill in its blanks."
    index = list(COMMANDS).index(command)
    for filled, says in SESSION:
        text = (tmp_path / file).read_text()
        for name, codes in filled.items():
            if "sigmoid" in name:
                start = text.index(f"{name}{'(' if index == 0 else ' <- '}")
                head, body = text[:start], text[start:]
                pattern = r"    return .*?(?=  # shaped)" if index == 0 else r"  \S[^#\n]*(?= # shaped)"
                indent = "    return " if index == 0 else "  "
                text = head + re.sub(pattern, indent + codes[index], body, count=1)
            else:
                arrow = "=" if index == 0 else "<-"
                text = re.sub(
                    rf"^( +{name} {arrow} ).*?( +# \()",
                    rf"\g<1>{codes[index]}\g<2>", text, count=1, flags=re.M,
                )  # fmt: skip
        (tmp_path / file).write_text(text)
        checked = run(command, "--check", file, cwd=tmp_path)
        assert checked.stderr == ""
        assert says in checked.stdout
        assert checked.returncode == (0 if says.startswith("All") else 1)
    again = run(command, "--exercise", file, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is not overwritten" in again.stderr


def test_both_say_the_same_of_the_same_mistake(tmp_path: Path) -> None:
    said = {}
    for command in COMMANDS:
        file = write(tmp_path, command, "mine", {"d_output": "E"})
        for hint in ([], ["--hint", "1"], ["--hint", "2"], ["--hint", "3"], ["--verbose"]):
            lines = run(command, "--check", file, *hint, cwd=tmp_path).stdout.splitlines()
            same = [re.sub(r"\(\[.*?\]\)|mine\.\w+|line \d+:.*", "", line).replace(" <- ", " = ") for line in lines]
            said[command, *hint] = [line.rstrip() for line in same]
            assert len(lines) > 18
    for tried in ((), ("--hint", "1"), ("--hint", "2"), ("--hint", "3"), ("--verbose",)):
        assert said["Python", *tried] == said["R", *tried]
    assert said["Python", "--hint", "1"][-1] == "d_output, step 7: look for an operand."
    assert said["Python", "--hint", "3"][-1] == "  The line: d_output = E * slope_output_layer"
    assert "  E:" in said["Python", "--verbose"]


@pytest.mark.parametrize("command", list(COMMANDS))
def test_an_endless_loop_ends_with_its_step_and_line(command: str, tmp_path: Path) -> None:
    loop = {"Python": "E = y - output\n    while True: pass", "R": "E <- y - output\n  while (TRUE) {}"}[command]
    file = tmp_path / write(tmp_path, command, "mine", {})
    old = {"Python": "E = y - output", "R": "E <- y - output"}[command]
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, loop))
    begun = time.monotonic()
    checked = run(command, "--check", file.name, cwd=tmp_path)
    assert time.monotonic() - begun < 30
    assert (checked.returncode, checked.stdout) == (2, "")
    says = r"nnref: mine\.\w+: does not end: after 10 seconds it is still in backward, on the way to slope_output_layer, step 6, line \d+: while"
    assert re.match(says, checked.stderr), checked.stderr


UNUSABLE = {
    "empty": ("", "", "expected functions, one or more of sigmoid"),
    "syntax": ("def sigmoid(x):\n    return 1 +\n", "sigmoid <- function(x) {\n  1 + }\n", "line 2: not "),
    "stops": ("x = 1\nraise ValueError('no')\n", "x <- 1\nstop('no')\n", "line 2: stops with "),
    "ends": ("import os\nos._exit(5)\n", "quit(status = 5)\n", "the process ended with status 5 before anything could be judged"),
    "argument": ("def sigmoid(x, foo): return x\n", "sigmoid <- function(x, foo) x\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("command", list(COMMANDS))
@pytest.mark.parametrize("case", list(UNUSABLE))
def test_a_file_that_cannot_be_used_is_one_line_and_status_2(case: str, command: str, tmp_path: Path) -> None:
    index = list(COMMANDS).index(command)
    file = tmp_path / f"mine{ENDS[command]}"
    file.write_text(UNUSABLE[case][index])
    checked = run(command, "--check", file.name, cwd=tmp_path)
    assert checked.returncode == 2
    if case == "argument":
        assert "sigmoid: wants an argument 'foo', and there is no such quantity" in checked.stdout
        return
    assert checked.stdout == ""
    assert UNUSABLE[case][2] in checked.stderr
    assert checked.stderr.count("\n") == 1


def test_bad_options_are_refused_in_the_same_words(tmp_path: Path) -> None:
    for arguments in (
        ["--check", "none.txt"],
        ["--check", "."],
        ["--hint", "1"],
        ["--check", "a", "--epochs", "3"],
        ["--check", "a", "--hint", "4"],
        ["--exercise", "a.txt"],
        ["--exercise", "no/such/folder/mine", "--level", "bacward"],
        ["--level", "line"],
    ):
        one, other = (run(command, *arguments, cwd=tmp_path) for command in COMMANDS)
        assert one.returncode == other.returncode == 2
        assert re.sub(r"\.py|\.R", "", one.stderr) == re.sub(r"\.py|\.R", "", other.stderr)
        assert one.stderr.startswith("nnref: ")


CLASS = [
    {"d_output": "E"},
    {"E": "output - y"},
    {"d_hidden_layer": "error_at_hidden_layer"},
    {"slope_output_layer": "derivatives_sigmoid(E)"},
    {},
    {"output": "output_layer_input"},
]


@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_class_of_thirty(command: str, tmp_path: Path) -> None:
    for i in range(30):
        write(tmp_path, command, f"student_{i:02}", CLASS[i % len(CLASS)])
    begun = time.monotonic()
    checked = run(command, "--check", ".", "--save", "class.csv", cwd=tmp_path, seconds=120)
    spent = time.monotonic() - begun
    lines = checked.stdout.splitlines()
    assert (checked.returncode, len(lines)) == (1, 31)
    assert lines[1].split() == f"student_00{ENDS[command]} step 7, d_output output delta without the slope".split()
    assert lines[5].split() == f"student_04{ENDS[command]} all right".split()
    with (tmp_path / "class.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["mistake"] for row in rows[:2]] == ["output delta without the slope", "sign of E"]
    records = run(command, "--check", ".", "--json", cwd=tmp_path, seconds=120).stdout.splitlines()
    assert [str(json.loads(record)["mistake"]) for record in records] == [row["mistake"] for row in rows]
    print(f"{command}: thirty hand-ins in {spent:.1f} s", file=sys.stderr)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_watch_checks_again_when_the_file_is_saved(command: str, tmp_path: Path) -> None:
    file = tmp_path / write(tmp_path, command, "mine", {"d_output": "E"})
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(
            [*COMMANDS[command], "--check", file.name, "--watch"], cwd=tmp_path, env=ENVIRONMENT, stdout=said
        )

        def wait_for(text: str) -> None:
            for _ in range(300):
                if text in (tmp_path / "said").read_text():
                    return
                time.sleep(0.1)
            raise AssertionError((tmp_path / "said").read_text())

        try:
            wait_for("without its slope")
            write(tmp_path, command, "mine", {})
            wait_for("All that is there is right.")
        finally:
            process.kill()
            process.wait()


def test_what_the_code_prints_is_shown_apart(tmp_path: Path) -> None:
    for command, text in {"Python": "print('here')", "R": "cat('here\\n')"}.items():
        file = tmp_path / write(tmp_path, command, "mine", {})
        body = {"Python": "    # Step 5", "R": "  # Step 5"}[command]
        file.write_text(file.read_text().replace(body, f"    {text}\n{body}"))
        lines = run(command, "--check", file.name, cwd=tmp_path).stdout.splitlines()
        assert "What the code printed:" in lines
        assert lines[-1] == "  here"
