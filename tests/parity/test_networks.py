"""The networks beside the article's own: the two languages agree, and the commands run every one of them."""

from pathlib import Path

import numpy as np
import pytest

from bridge import ROOT
from commands import run_both, run_here
from languages import LANGUAGES, PYTHON, R_LANGUAGE
from nnref.checks.inputs import NETWORKS
from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix, write_matrix
from stages import data_of, matrices_of

FIXTURES = ROOT / "fixtures"
NAMES = [language.name for language in LANGUAGES]
TRAINED = ["article", "walkthrough", "walkthrough_first", "log", "neuron", "blobs"]


@pytest.mark.slow
@pytest.mark.parametrize("experiment", [*TRAINED, "perceptron", "perceptron_line"])
def test_both_commands_print_the_same(experiment: str) -> None:
    outcome = run_both("--experiment", experiment)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert f"experiment {experiment}" in outcome.stdout


@pytest.mark.parametrize("experiment", [*TRAINED, "moons"])
def test_both_commands_trace_the_same(experiment: str) -> None:
    python, r = (run_here(language, "--experiment", experiment, "--trace", "--epochs", "1") for language in NAMES)
    assert python == r
    assert python.status == 0
    assert python.stdout.count(" = ") >= 4


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("batch_size", ["1", "2", "3"])
def test_sgd_and_other_activations_run_by_the_same_code(activation: str, batch_size: str) -> None:
    options = ["--hidden-activation", activation, "--batch-size", batch_size, "--epochs", "500"]
    for experiment in ["article", "walkthrough"]:
        python, r = (run_here(language, "--experiment", experiment, *options) for language in NAMES)
        assert python == r
        assert python.status == 0


@pytest.mark.slow
@pytest.mark.parametrize("experiment", ["walkthrough", "log", "neuron", "moons", "blobs", "digits"])
def test_portable_arithmetic_gives_both_languages_the_same_bits(experiment: str, tmp_path: Path) -> None:
    epochs = {"walkthrough": "1000", "log": "1000", "neuron": "1", "moons": "300", "blobs": "300", "digits": "3"}
    saved = []
    for language in NAMES:
        folder = tmp_path / language
        options = ["--arithmetic", "portable", "--epochs", epochs[experiment], "--save", str(folder)]
        assert run_here(language, "--experiment", experiment, *options).status == 0
        saved.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert saved[0] == saved[1]
    assert "loss.csv" in saved[0]


@pytest.mark.slow
def test_digits_reach_97_percent_on_held_back_images_in_both_languages() -> None:
    outcome = run_both("--experiment", "digits")
    assert outcome.status == 0
    line = next(line for line in outcome.stdout.splitlines() if line.startswith("Held back:"))
    right, total = (int(word) for word in line.split() if word.isdigit())
    assert total == 360
    assert right / total >= 0.97
    counts = [[int(word) for word in line.split()[1:]] for line in outcome.stdout.splitlines()[-10:]]
    assert np.sum(counts) == 360
    assert np.trace(counts) == right


def test_digits_are_whole_numbers_from_0_to_16_and_no_image_is_on_both_sides() -> None:
    folder = FIXTURES / "digits"
    images, held_back = read_matrix(str(folder / "X.csv")), read_matrix(str(folder / "X_held_back.csv"))
    assert images.shape == (1437, 64)
    assert held_back.shape == (360, 64)
    for X in (images, held_back):
        assert set(np.unique(X)) == set(range(17))
    shared = {row.tobytes() for row in images} & {row.tobytes() for row in held_back}
    assert shared == set()
    for name in ("y.csv", "y_held_back.csv"):
        y = read_matrix(str(folder / name))
        assert (y.sum(axis=1) == 1).all()
        assert set(np.unique(y)) == {0.0, 1.0}


def test_blobs_are_told_apart() -> None:
    blobs = read_experiment("blobs")
    matrices, settings = matrices_of(blobs), blobs.settings
    for language in LANGUAGES:
        trained = language.call(
            "train", *data_of(blobs), settings["learning_rate"], settings["epochs"], network="walkthrough"
        )
        output = trained["output"]
        counts = language.call("confusion_matrix", matrices["y"], output)
        assert np.trace(counts) >= 970


def test_classes_are_the_same_with_ties() -> None:
    output = np.array([[0.5, 0.5, 0.1], [0.1, 0.9, 0.9], [0.2, 0.3, 0.4]])
    for language in LANGUAGES:
        assert language.call("predicted_class", output).tolist() == [[0.0], [1.0], [2.0]]
        assert language.call("predicted_class", output[:, :1]).tolist() == [[0.0], [0.0], [0.0]]


def test_the_walkthrough_is_the_article_without_biases() -> None:
    """Its gradients are those of backward with biases of 0, samples in columns."""
    X, y, wh, wout = matrices_of(read_experiment("walkthrough")).values()
    for language in LANGUAGES:
        own = language.call("train_batch", X, y, {"wh": wh, "wout": wout}, 0.1, network="walkthrough")
        biases = {"bh": np.zeros((1, 3)), "bout": np.zeros((1, 1))}
        other = language.call("train_batch", X, y, {"wh": wh, "wout": wout, **biases}, 0.1)
        for name in ("wh", "wout"):
            assert abs(own[name] - other[name]).max() <= 8 * np.finfo(float).eps  # a dozen roundings of values below 2


def test_gradients_are_the_slopes_of_the_losses() -> None:
    """Central differences of the loss: their error is below 1e-8 for a step of 1e-5 and third derivatives below 100."""
    step = 1e-5
    X, y, wh, wout = matrices_of(read_experiment("walkthrough")).values()
    for language in LANGUAGES:
        found = language.call("train_batch", X, y, {"wh": wh, "wout": wout}, 0.1, network="walkthrough")
        for name, weights in (("wh", wh), ("wout", wout)):
            for place in np.ndindex(weights.shape):
                losses = []
                for sign in (1, -1):
                    moved = {"wh": wh.copy(), "wout": wout.copy()}
                    moved[name][place] += sign * step
                    output = language.call("walkthrough_forward", X.T, moved["wh"], moved["wout"])["output"]
                    losses.append(float(((y - output.T) ** 2 / 2).sum()))
                assert abs((losses[0] - losses[1]) / (2 * step) - found[f"error_wrt_{name}"][place]) < 1e-8
        X1, y1, w, b = (np.array([[value]]) for value in (2.0, 1.0, 0.25, -0.5))
        gradients = language.call("train_batch", X1, y1, {"w": w, "b": b}, 0.1, network="neuron")
        for name in ("w", "b"):
            losses = []
            for sign in (1, -1):
                moved = {"w": w.copy(), "b": b.copy()}
                moved[name] += sign * step
                z = language.call("neuron_forward", X1, **moved)["z"]
                losses.append(language.call("binary_cross_entropy", y1, z))
            assert abs((losses[0] - losses[1]) / (2 * step) - gradients[f"d{name}"][0, 0]) < 1e-8


# ---- New rows ----


@pytest.mark.parametrize("experiment", ["article", "walkthrough", "log", "neuron", "blobs", "perceptron"])
def test_new_rows_are_predicted_alike_from_what_was_saved(experiment: str, tmp_path: Path) -> None:
    saved = str(FIXTURES / experiment)
    if experiment != "perceptron":
        saved = str(tmp_path / "saved")
        assert run_here("R", "--experiment", experiment, "--epochs", "50", "--save", saved).status == 0
    n_features = read_experiment(folder=saved).X.shape[1]
    rows = np.random.RandomState(7).uniform(size=(25, n_features))
    (tmp_path / "new.csv").write_text("".join(",".join(f"{v:.4f}" for v in row) + "\n" for row in rows))
    write_matrix(read_matrix(str(tmp_path / "new.csv")), str(tmp_path / "new_hex.csv"), ["new rows"])
    printed = []
    for file in ("new.csv", "new_hex.csv"):
        for language in NAMES:
            outcome = run_here(language, "--fixture", saved, "--predict", str(tmp_path / file))
            assert (outcome.status, outcome.stderr) == (0, "")
            printed.append(outcome.stdout)
    assert len(set(printed)) == 1
    assert len(printed[0].splitlines()) == 25


def test_the_training_rows_are_predicted_as_they_were_printed(tmp_path: Path) -> None:
    saved = str(tmp_path / "saved")
    printed = run_here("Python", "--experiment", "article", "--save", saved).stdout.splitlines()[-3:]
    predicted = run_here("R", "--fixture", saved, "--predict", f"{saved}/X.csv").stdout.splitlines()
    assert [line.split()[-1] for line in printed] == predicted


def test_predicted_digits_are_scaled_as_in_training(tmp_path: Path) -> None:
    digits = read_experiment("digits")
    file = str(tmp_path / "new.csv")
    write_matrix(digits.X[:3], file, ["three images"])
    for language in LANGUAGES:
        output = language.call("forward", digits.X[:3] / 16, *digits.parameters.values())["output"]
        expected = "".join(",".join(f"{value:.8f}" for value in row) + "\n" for row in output)
        assert run_here(language.name, "--experiment", "digits", "--predict", file).stdout == expected


@pytest.mark.parametrize("language", NAMES)
def test_rows_of_another_shape_are_refused(language: str, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text("1,2\n")
    outcome = run_here(language, "--predict", str(file))
    expected = f"nnref: {file}: expected columns: 4 (the features of the network), found 2\n"
    assert (outcome.status, outcome.stdout, outcome.stderr) == (2, "", expected)
    outcome = run_here(language, "--predict", str(tmp_path / "none.csv"))
    assert (outcome.status, outcome.stderr) == (2, f"nnref: {tmp_path / 'none.csv'}: no such file\n")


# ---- What does not fit is refused ----


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--experiment", "log", "--hidden-activation", "tanh"],
            "--hidden-activation: the single_layer network has no use for it",
        ),
        (["--experiment", "perceptron", "--epochs", "3"], "--epochs: the perceptron network has no use for it"),
        (["--experiment", "perceptron", "--trace"], "--trace: the perceptron network is not trained"),
        (
            ["--experiment", "perceptron", "--plot", "line.png"],
            "--plot: expected 2 features to draw the perceptron's line, found 3",
        ),
    ],
)
def test_options_that_a_network_has_no_use_for_are_refused(language: str, arguments: list[str], line: str) -> None:
    outcome = run_here(language, *arguments)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (2, "", f"nnref: {line}\n")


@pytest.mark.parametrize("language", NAMES)
def test_held_back_samples_of_another_shape_are_refused(language: str, tmp_path: Path) -> None:
    for file in (FIXTURES / "article").glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "X_held_back.csv").write_text("1,0,1,0\n0,1,0,1\n")
    (tmp_path / "y_held_back.csv").write_text("1\n")
    outcome = run_here(language, "--fixture", str(tmp_path))
    expected = f"nnref: {tmp_path}/y_held_back.csv: expected 2 x 1 values, found 1 x 1\n"
    assert (outcome.status, outcome.stderr) == (2, expected)


# ---- Pictures ----


@pytest.mark.slow
@pytest.mark.parametrize("experiment", ["blobs", "digits", "perceptron_line", "log"])
def test_pictures_are_drawn_in_each_format(experiment: str, tmp_path: Path) -> None:
    beginnings = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF"}
    short = [] if experiment == "perceptron_line" else ["--epochs", "20"]
    for language in NAMES:
        for ending, beginning in beginnings.items():
            file = tmp_path / f"{language}.{ending}"
            assert run_here(language, "--experiment", experiment, *short, "--plot", str(file)).status == 0
            assert file.read_bytes().startswith(beginning)
            assert file.stat().st_size > 3000


def test_each_network_is_the_same_record_in_both_languages() -> None:
    assert sorted(PYTHON.get("networks")) == sorted(R_LANGUAGE.package.evaluate("names(networks)")) == sorted(NETWORKS)
    for name in NETWORKS:
        network = PYTHON.call("choose_network", name)
        untrained = R_LANGUAGE.package.evaluate(f"is.null(choose_network('{name}')$backward)")
        shapes = R_LANGUAGE.package.evaluate(f"choose_network('{name}')$parameters")
        assert {key: tuple(shape) for key, shape in shapes.items()} == network.parameters
        assert untrained == (network.backward is None) == (name == "perceptron")
