"""The two commands print the same lines, write the same files, and refuse the same input in the same words."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounds import compare_update
from bridge import ROOT
from commands import COMMANDS, run, run_both, run_here
from languages import LANGUAGES, PARAMETERS, failures, same, trace
from networks import stored_network
from nnref.checks.inputs import SETTINGS
from nnref.command.options import EXAMPLES, GROUPS, OPTIONS
from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix
from nnref.random.weights import initialize_weights

ARTICLE = ROOT / "fixtures" / "article"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the article's experiment, to be spoilt."""
    copy = tmp_path / "mine"
    shutil.copytree(ARTICLE, copy, ignore=shutil.ignore_patterns("expected"))
    return copy


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--trace"],
        ["--help"],
        ["--version"],
        ["--epochs", "0"],
        ["--epochs", "1", "--trace"],
        ["--epochs=37", "--report-every=5"],
        ["--batch-size", "1", "--epochs", "100"],
        ["--batch-size", "2", "--epochs", "100", "--trace"],
        ["--learning-rate", "0.550586532362976", "--epochs", "200"],
        ["--learning-rate", "2.5e1", "--epochs", "50"],
        ["--hidden-activation", "tanh", "--epochs", "500", "--trace"],
        ["--hidden-activation", "relu", "--epochs", "500", "--trace"],
    ],
    ids=" ".join,
)
def test_both_print_the_same(arguments: list[str]) -> None:
    outcome = run_both(*arguments)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout.isascii()


@pytest.mark.slow
def test_the_article_comes_out() -> None:
    lines = run("Python").stdout.splitlines()
    outputs = [float(line.split()[1]) for line in lines[-3:]]
    assert np.abs(np.array(outputs) - [0.98, 0.97, 0.05]).max() < 0.015  # unseeded in the article, so near


@pytest.mark.slow
def test_help_names_every_option() -> None:
    printed = run_both("--help").stdout
    assert re.findall(r"^  (--[a-z-]+)", printed, re.M) == list(OPTIONS)
    assert max(len(line) for line in printed.splitlines()) <= 100
    assert re.findall(r"^(\S.*):$", printed, re.M) == ["Examples", *GROUPS.values()]
    assert len(re.findall(r"^  (?:python|Rscript) ", printed, re.M)) == len(EXAMPLES) == 3


def test_the_examples_of_the_help_are_commands_that_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("size,kind\n1.5,a\n0.5,b\n2.5,a\n")
    for command, _ in EXAMPLES:
        program, *arguments = command.replace("python -m nnref", "Python").replace("Rscript r/train.R", "R").split()
        more = [] if "--only" in arguments else ["--epochs", "5"]
        outcome = run_here(program, *arguments, *more)
        assert (outcome.status, outcome.stderr) == (0, "")
        assert outcome.stdout


@pytest.mark.parametrize("experiment", ["article", "walkthrough", "log", "neuron"])
def test_a_trace_of_one_step_is_that_part_of_the_whole_trace(experiment: str) -> None:
    ask = ["--experiment", experiment, "--trace"]
    head, *parts = run_here("Python", *ask, "--only").stdout.split("\n\n")
    assert "learning rate" in head.splitlines()[-1]
    told: dict[str, list[str]] = {}
    for part in parts:
        told.setdefault(re.sub(r"^Step ", "", part).split()[0], []).append(part.rstrip("\n"))
    for step, texts in told.items():
        python, r = (run_here(language, *ask, "--only", "--step", step) for language in COMMANDS)
        assert python == r
        assert python.stdout == "\n\n".join([head, *texts]) + "\n"


def test_a_trace_of_one_step_still_trains_unless_it_is_only_that() -> None:
    python, r = (run_here(language, "--trace", "--step", "8", "--epochs", "2") for language in COMMANDS)
    assert python == r
    assert re.findall(r"^Step +(\d+) +(\w+)", python.stdout, re.M) == [("8", "error_at_hidden_layer")]
    assert python.stdout.count("target  output") == 1


@pytest.mark.slow
def test_the_trace_holds_every_step() -> None:
    printed = run_both("--trace", "--epochs", "1").stdout
    steps = [int(step) for step in re.findall(r"^Step (\d+)", printed, re.M)]
    assert steps == sorted(steps)
    assert set(steps) == set(range(12))


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {"--epochs": st.integers(0, 60)},
        optional={
            "--learning-rate": st.floats(1e-3, 5).map(repr),
            "--batch-size": st.integers(1, 5),
            "--report-every": st.integers(1, 70),
            "--hidden-activation": st.sampled_from(["sigmoid", "tanh", "relu"]),
            "--trace": st.none(),
        },
    ),
    st.booleans(),
)
def test_any_options_print_the_same(options: dict[str, object], joined: bool) -> None:
    arguments: list[str] = []
    for name, value in options.items():
        if value is None:
            arguments.append(name)
        else:
            arguments += [f"{name}={value}"] if joined else [name, str(value)]
    python, r = run_here("Python", *arguments), run_here("R", *arguments)
    assert python == r
    assert python.status == 0


# ---- Saving ----


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {"--epochs": st.integers(0, 9)},
        optional={
            "--experiment": st.sampled_from(["article", "walkthrough", "log", "neuron"]),
            "--learning-rate": st.floats(1e-3, 5).map(repr),
            "--batch-size": st.integers(1, 5),
            "--seed": st.integers(0, 2**32 - 1),
            "--shuffle-seed": st.integers(0, 2**32 - 1),
        },
    )
)
def test_any_options_save_the_same_bytes_in_portable_arithmetic(
    tmp_path_factory: pytest.TempPathFactory, options: dict[str, object]
) -> None:
    place = tmp_path_factory.mktemp("drawn")
    arguments = [f"{name}={value}" for name, value in options.items()]
    outcomes = [
        run_here(language, *arguments, "--arithmetic", "portable", "--save", str(place / language))
        for language in COMMANDS
    ]
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (0, "")
    python, r = ({file.name: file.read_bytes() for file in (place / language).iterdir()} for language in COMMANDS)
    assert python == r
    assert "loss.csv" in python


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.floats(1e-3, 5), st.sampled_from(["sigmoid", "tanh", "relu"]))
def test_what_both_save_after_an_epoch_is_within_the_propagated_bound(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n_hidden: int, learning_rate: float, activation: str
) -> None:
    """Each folder holds the bits of its language's update, and the two updates are as near as they must be."""
    place = tmp_path_factory.mktemp("drawn")
    options = [f"--seed={seed}", f"--hidden-neurons={n_hidden}", f"--learning-rate={learning_rate!r}"]
    options += [f"--hidden-activation={activation}", "--epochs=1"]
    drawn = initialize_weights("article", 4, n_hidden, 1, seed)
    network = {**stored_network("article"), **drawn, "learning_rate": learning_rate, "activation": activation}
    for language in LANGUAGES:
        assert run_here(str(language.name), *options, "--save", str(place / str(language.name))).status == 0
    updates = [trace(language, network) for language in LANGUAGES]
    for language, update in zip(LANGUAGES, updates, strict=True):
        saved = {name: read_matrix(str(place / str(language.name) / f"{name}.csv")) for name in PARAMETERS}
        assert [name for name in PARAMETERS if not same(saved[name], update[f"new_{name}"])] == []
    assert not failures(compare_update(*updates))


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_training_goes_on_from_a_saved_folder_bit_for_bit(language: str, tmp_path: Path) -> None:
    half, whole, both = (str(tmp_path / name) for name in ("half", "whole", "both"))
    assert run(language, "--epochs", "2500", "--save", half).status == 0
    assert run(language, "--fixture", half, "--epochs", "2500", "--save", whole).status == 0
    assert run(language, "--epochs", "5000", "--save", both).status == 0
    for name in [*PARAMETERS, "output"]:
        assert same(read_matrix(f"{whole}/{name}.csv"), read_matrix(f"{both}/{name}.csv")), name


@pytest.mark.slow
def test_both_save_the_same_files(tmp_path: Path) -> None:
    for language in COMMANDS:
        assert run(language, "--save", str(tmp_path / language)).status == 0
    names = sorted(os.listdir(tmp_path / "Python"))
    assert names == sorted(os.listdir(tmp_path / "R"))
    assert names == sorted([*(f"{name}.csv" for name in ["X", "y", *PARAMETERS, "output", "loss"]), "settings.csv"])
    for name in names:
        python, r = ((tmp_path / language / name).read_text().splitlines() for language in COMMANDS)
        assert len(python) == len(r)
        assert [line for line in python if line.startswith("#")] == [line for line in r if line.startswith("#")]
    for name in ["X.csv", "y.csv", "settings.csv"]:
        assert (tmp_path / "Python" / name).read_bytes() == (tmp_path / "R" / name).read_bytes()
    loss = read_matrix(str(tmp_path / "R" / "loss.csv"))
    assert loss[[0, -1], 0].tolist() == [0, 5000]
    assert len(loss) > 100  # fine enough for a curve
    read_experiment(folder=str(tmp_path / "R"))


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_a_saved_folder_is_replaced_whole_and_a_foreign_one_is_not(language: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    for epochs in ("10", "20"):
        assert run(language, "--epochs", epochs, "--save", f"{mine}/").status == 0
    assert "epochs,20" in (mine / "settings.csv").read_text()
    assert sorted(os.listdir(tmp_path)) == ["mine"]
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    outcome = run(language, "--epochs", "10", "--save", str(foreign))
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr == (
        f"nnref: {foreign}: expected an empty folder, or one that nnref saved, found other files\n"
    )
    assert os.listdir(foreign) == ["thesis.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_plot_is_drawn(language: str, ending: str, magic: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"error curve.{ending}"
    outcome = run(language, "--epochs", "50", "--plot", str(file))
    assert (outcome.status, outcome.stderr) == (0, "")
    content = file.read_bytes()
    assert content.startswith(magic)
    assert len(content) > 3000


# ---- Bad input: exit 2, one line, the same from both ----


def refuse(*arguments: str) -> str:
    """The one line with which both refuse these arguments."""
    outcome, other = (run_here(language, *arguments) for language in COMMANDS)
    assert outcome == other
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("nnref: ")
    assert outcome.stderr.count("\n") == 1
    return outcome.stderr.removeprefix("nnref: ").rstrip("\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["--epohcs", "5"], ["-x"], ["-e", "1"], ["--args"], ["--epochs=-1"]], ids=" ".join
)
def test_a_refusal_is_one_line_and_status_2(arguments: list[str]) -> None:
    outcome = run_both(*arguments)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert re.fullmatch("nnref: .*\n", outcome.stderr)


def test_what_is_no_option_is_refused() -> None:
    assert refuse("--epohcs", "5") == "'--epohcs': no such option; did you mean --epochs?"
    assert refuse("--epoch", "5") == "'--epoch': no such option; did you mean --epochs?"
    assert refuse("article") == "'article': no such option; --help lists them"
    assert refuse("-x") == "'-x': no such option; --help lists them"
    assert refuse("--epochs") == "--epochs: expected a value, N"
    assert refuse("--epochs", "--trace") == "--epochs: expected a value, N"
    assert refuse("--save=") == "--save: expected a value, DIR"
    assert refuse("--trace=yes") == "--trace: expected no value, found 'yes'"
    assert refuse("--epochs", "5", "--epochs=6") == "--epochs: given twice"


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--epochs", "-3", "a whole number from 0 to 1000000000000000"),
        ("--epochs", "2.5", "a whole number from 0 to 1000000000000000"),
        ("--epochs", "1e16", "a whole number from 0 to 1000000000000000"),
        ("--epochs", "many", "a whole number from 0 to 1000000000000000"),
        ("--epochs", "0x10", "a whole number from 0 to 1000000000000000"),
        ("--batch-size", "0", "a whole number from 1 to 1000000000"),
        ("--report-every", "0", "a whole number from 1 to 1000000000000000"),
        ("--learning-rate", "0", "a number above 0"),
        ("--learning-rate", "-0.1", "a number above 0"),
        ("--learning-rate", "0,1", "a number above 0"),
        ("--learning-rate", "NaN", "a number above 0"),
        ("--learning-rate", "Inf", "a number above 0"),
        ("--learning-rate", "1e999", "a number above 0"),
        ("--hidden-activation", "softmax", "one of sigmoid, tanh, relu"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(option: str, value: str, expected: str) -> None:
    assert refuse(option, value) == f"{option}: expected {expected}, found '{value}'"


def test_an_unknown_experiment_is_refused() -> None:
    assert re.fullmatch("no experiment 'artikel': expected one of article.*", refuse("--experiment", "artikel"))
    assert re.fullmatch("no experiment '../article': expected one of .*", refuse("--experiment", "../article"))


def test_a_picture_that_cannot_be_drawn_is_refused_before_the_training(tmp_path: Path) -> None:
    assert refuse("--plot", "curve.gif") == "curve.gif: expected a file name that ends in .png, .svg or .pdf"
    assert refuse("--plot", f"{tmp_path}/none/curve.png") == f"{tmp_path}/none: no such folder"


def spoil(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """A change to a file of an experiment."""

    def spoiled(folder: Path) -> None:
        file = folder / name
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        file.write_bytes(change("\n".join(lines) + "\n").encode())

    return spoiled


def folder_for_file(folder: Path) -> None:
    """A folder where a file should be."""
    (folder / "bh.csv").unlink()
    (folder / "bh.csv").mkdir()


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a missing file": (lambda folder: (folder / "bh.csv").unlink(), "bh.csv: no such file"),
    "a folder for a file": (
        folder_for_file,
        "bh.csv: expected a file, found a folder",
    ),
    "an empty file": (
        spoil("X.csv", lambda text: ""),
        "X.csv: expected at least one row of numbers, found none",
    ),
    "only comments": (
        spoil("X.csv", lambda text: "# nothing\n\n"),
        "X.csv: expected at least one row of numbers, found none",
    ),
    "a ragged row": (
        spoil("X.csv", lambda text: text.replace("1,0,1,1", "1,0,1")),
        "X.csv line 2: expected as many values as in the first row (4), found 3",
    ),
    "a trailing comma": (
        spoil("X.csv", lambda text: text.replace("1,0,1,1", "1,0,1,1,")),
        "X.csv line 2: expected as many values as in the first row (4), found 5",
    ),
    "a word among numbers": (
        spoil("X.csv", lambda text: text.replace("0,1,0,1", "0,one,0,1")),
        "X.csv line 3, value 2: expected a finite number, found 'one'",
    ),
    "a word before a ragged row": (
        spoil("X.csv", lambda text: "1,0,1,a\n1,0\n0,1,0,1\n"),
        "X.csv line 1, value 4: expected a finite number, found 'a'",
    ),
    "a ragged row before a word": (
        spoil("X.csv", lambda text: "1,0,1,0\n1,a\n0,1,0,b\n"),
        "X.csv line 2: expected as many values as in the first row (4), found 2",
    ),
    "a missing value": (
        spoil("X.csv", lambda text: text.replace("0,1,0,1", "0,,0,1")),
        "X.csv line 3, value 2: expected a finite number, found ''",
    ),
    "NaN": (
        spoil("wh.csv", lambda text: "NaN,1,1\n1,1,1\n1,1,1\n1,1,1\n"),
        "wh.csv line 1, value 1: expected a finite number, found 'NaN'",
    ),
    "an infinity": (
        spoil("wh.csv", lambda text: "1,1,1\n1,-Inf,1\n1,1,1\n1,1,1\n"),
        "wh.csv line 2, value 2: expected a finite number, found '-Inf'",
    ),
    "too large for a double": (
        spoil("bout.csv", lambda text: "1e400\n"),
        "bout.csv line 1, value 1: expected a finite number, found '1e400'",
    ),
    "hex without its sign": (
        spoil("bout.csv", lambda text: "1.8p-1\n"),
        "bout.csv line 1, value 1: expected a finite number, found '1.8p-1'",
    ),
    "a control character": (
        spoil("bout.csv", lambda text: "1\x1b[2J\n"),
        "bout.csv line 1, value 1: expected a finite number, found '1\\x1b[2J'",
    ),
    "a zero byte": (spoil("bout.csv", lambda text: "1\0\n"), "bout.csv: expected plain text, found a zero byte"),
    "too few rows of y": (spoil("y.csv", lambda text: "1\n0\n"), "y.csv: expected rows: 3 (the rows of X), found 2"),
    "wh transposed": (
        spoil("wh.csv", lambda text: "1,2,3,4\n1,2,3,4\n1,2,3,4\n"),
        "wh.csv: expected rows: 4 (the columns of X), found 3",
    ),
    "one bias for each sample": (
        spoil("bh.csv", lambda text: "1,1,1\n1,1,1\n1,1,1\n"),
        "bh.csv: expected rows: 1 (one bias for each hidden neuron), found 3",
    ),
    "too many biases": (
        spoil("bh.csv", lambda text: "1,1,1,1\n"),
        "bh.csv: expected columns: 3 (the columns of wh), found 4",
    ),
    "wout too wide": (
        spoil("wout.csv", lambda text: "1,1\n1,1\n1,1\n"),
        "wout.csv: expected columns: 1 (the columns of y), found 2",
    ),
    "a setting that is unknown": (
        spoil("settings.csv", lambda text: text + "momentum,1\n"),
        f"settings.csv line 3: expected one of {', '.join(SETTINGS)}, found 'momentum'",
    ),
    "a setting given twice": (
        spoil("settings.csv", lambda text: text + "epochs,1\n"),
        "settings.csv line 3: epochs is given twice",
    ),
    "a setting that is missing": (
        spoil("settings.csv", lambda text: "epochs,1\n"),
        "settings.csv: learning_rate is missing",
    ),
    "a setting without a value": (
        spoil("settings.csv", lambda text: "epochs\nlearning_rate,1\n"),
        "settings.csv line 1: expected a name and a value, found 1 values",
    ),
    "a setting that makes no sense": (
        spoil("settings.csv", lambda text: "epochs,1.5\nlearning_rate,1\n"),
        "settings.csv line 1, epochs: expected a whole number from 0 to 1000000000000000, found '1.5'",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_experiment_is_refused(case: str, folder: Path) -> None:
    spoiled, line = SPOILED[case]
    spoiled(folder)
    outcomes = [run_here(language, "--fixture", str(folder)) for language in COMMANDS]
    for outcome in outcomes:
        assert (outcome.status, outcome.stdout) == (2, "")
        assert outcome.stderr == f"nnref: {folder}/{line}\n"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert refuse("--fixture", f"{tmp_path}/none/") == f"{tmp_path}/none: no such folder"
    assert refuse("--fixture", f"{tmp_path}/a\nb") == f"{tmp_path}/a\\x0ab: no such folder"
    assert refuse("--fixture", f"{tmp_path}/käse 'x'") == f"{tmp_path}/käse 'x': no such folder"
    assert refuse("--fixture", str(tmp_path), "--experiment", "article") == (
        "--experiment: expected either --experiment or --fixture, found both"
    )


@pytest.mark.slow
def test_files_from_other_systems_are_read(folder: Path) -> None:
    text = (folder / "X.csv").read_text()
    arguments = ["--fixture", str(folder), "--epochs", "5"]
    expected = run_both(*arguments)
    for content in [
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        "\ufeff" + text,
        text.replace(",", " ,\t"),
        text.rstrip("\n"),
        text + "\n\n",
        "# 1,2,ä\n" + text,
    ]:
        (folder / "X.csv").write_bytes(content.encode())
        assert [run_here(language, *arguments) for language in COMMANDS] == [expected, expected]
