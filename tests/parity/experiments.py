"""The experiments beside the article's own: data, initial weights and settings, for make_fixtures.py to write."""

from typing import Any

import numpy as np
from sklearn.datasets import load_digits, make_blobs, make_moons

Matrix = np.ndarray[Any, Any]
Made = dict[str, Any]  # title, matrices, origins and settings

ARTICLE = '"Understanding and coding Neural Networks From Scratch in Python and R"'
LOG = "the log of March 2023 on neural networks from scratch"


def draws(first: int, last: int, shape: tuple[int, int]) -> Matrix:
    """Some consecutive draws of the stream that both articles seed with 42, counted from 1."""
    stream: Matrix = np.random.RandomState(42).uniform(size=last)  # frozen by NumPy's compatibility policy
    chosen: Matrix = stream[first - 1 :].reshape(shape)
    return chosen


def source(first: int, last: int) -> str:
    """Where draws() come from."""
    return f"numpy.random.RandomState(42).uniform(): draws {first} to {last}, row by row"


def normalise(X: Matrix) -> Matrix:
    """The article's normalisation: minus the least of all values, divided by the greatest of what is left."""
    shifted: Matrix = X - X.min()
    scaled: Matrix = shifted / shifted.max()
    return scaled


def walkthrough_from(first: int, title: str, settings: Made) -> Made:
    """The walkthrough's data with 15 consecutive draws as weights."""
    return {
        "title": title,
        "matrices": {
            "X": np.array([[1.0, 0, 0, 0], [1, 0, 1, 1], [0, 1, 0, 1]]),
            "y": np.array([[1.0], [1], [0]]),
            "wh": draws(first, first + 11, (4, 3)),
            "wout": draws(first + 12, first + 14, (3, 1)),
        },
        "origins": {
            "X": "the article, before it is transposed",
            "y": "the article, before it is transposed",
            "wh": source(first, first + 11),
            "wout": source(first + 12, first + 14),
        },
        "settings": {"network": "walkthrough", **settings},
    }


def walkthrough() -> Made:
    """The bias-free network whose ten errors the article prints."""
    settings = {"learning_rate": 0.1, "epochs": 1000, "report_every": 100}
    return walkthrough_from(16, f"Experiment walkthrough, the 1,000 epochs of {ARTICLE}", settings)


def walkthrough_first() -> Made:
    """The one epoch that the article takes apart, with the first draws and its first learning rate."""
    settings = {"learning_rate": 0.01, "epochs": 1}
    return walkthrough_from(1, f"Experiment walkthrough_first, the epoch taken apart in {ARTICLE}", settings)


def two_features(title: str, X: Matrix, classes: Matrix, command: str, settings: Made) -> Made:
    """A set of points in the plane for the bias-free network with 10 hidden neurons."""
    return {
        "title": title,
        "matrices": {
            "X": normalise(X),
            "y": classes.reshape(-1, 1).astype(float),
            "wh": draws(31, 50, (2, 10)),
            "wout": draws(51, 60, (10, 1)),
        },
        "origins": {
            "X": f"{command}; minus the least of all values, then divided by the greatest",
            "y": command,
            "wh": source(31, 50),
            "wout": source(51, 60),
        },
        "settings": {"network": "walkthrough", **settings},
    }


def moons() -> Made:
    """The article's second data set."""
    X, classes = make_moons(1000, noise=0.1, random_state=42)
    command = "sklearn.datasets.make_moons(1000, noise=0.1, random_state=42)"
    settings = {"learning_rate": 0.1, "epochs": 10000, "report_every": 1000}
    return two_features(f"Experiment moons, of {ARTICLE}", X, classes, command, settings)


def blobs() -> Made:
    """The article's exercise. At the learning rate of moons, 0.1, the error stays at 0.25: so a tenth of that."""
    X, classes = make_blobs(1000, centers=2, cluster_std=2.5, random_state=42)
    command = "sklearn.datasets.make_blobs(1000, centers=2, cluster_std=2.5, random_state=42)"
    settings = {"learning_rate": 0.01, "epochs": 1000, "report_every": 100}
    return two_features(f"Experiment blobs, the exercise of {ARTICLE}", X, classes, command, settings)


def log() -> Made:
    """The log's single layer. It prints the output of its 10,000th forward pass: that is before the 10,000th update."""
    return {
        "title": f"Experiment log, of {LOG}; its last output comes before its last, 10,000th, update",
        "matrices": {
            "X": np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]),
            "y": np.array([[0.0], [0], [1], [1]]),
            "weights": 2 * draws(1, 3, (3, 1)) - 1,
        },
        "origins": {"X": "the log", "y": "the log", "weights": f"2 u - 1 for u of {source(1, 3)}"},
        "settings": {
            "network": "single_layer",
            "learning_rate": 1,
            "epochs": 9999,
            "report_every": 1000,
            "error_measure": "mean_absolute_error",
        },
    }


def neuron() -> Made:
    """The log's one neuron: a wavelength of 100, from somebody who is well."""
    return {
        "title": f"Experiment neuron, of {LOG}",
        "matrices": {
            "X": np.array([[100.0]]),
            "y": np.array([[0.0]]),
            "w": np.array([[0.5]]),
            "b": np.array([[-0.2]]),
        },
        "origins": dict.fromkeys(["X", "y", "w", "b"], "the log"),
        "settings": {"network": "neuron", "learning_rate": 0.01, "epochs": 1},
    }


def perceptron() -> Made:
    """The article's perceptron of three inputs on all corners of the cube."""
    corners = np.array([[a, b, c] for a in (0.0, 1) for b in (0.0, 1) for c in (0.0, 1)])
    return {
        "title": f"Experiment perceptron, of {ARTICLE}",
        "matrices": {
            "X": corners,
            "y": (corners.sum(axis=1, keepdims=True) >= 2) + 0.0,
            "weights": np.array([[2.0], [3], [4]]),
            "bias": np.array([[-4.5]]),
        },
        "origins": {
            "X": "all inputs of zeros and ones, the article's (0, 1, 1) among them",
            "y": "whether at least two of the three inputs are 1: what the bias makes of the article's weights",
            "weights": "the article",
            "bias": "ours; the article names no value",
        },
        "settings": {"network": "perceptron"},
    }


def perceptron_line() -> Made:
    """A perceptron of two inputs, whose line can be drawn: without its bias no line through the origin will do."""
    corners = np.array([[a, b] for a in (0.0, 1) for b in (0.0, 1)])
    return {
        "title": f"Experiment perceptron_line, for {ARTICLE}",
        "matrices": {
            "X": corners,
            "y": (corners.sum(axis=1, keepdims=True) == 2) + 0.0,
            "weights": np.array([[2.0], [3]]),
            "bias": np.array([[-4.0]]),
        },
        "origins": {
            "X": "all inputs of zeros and ones",
            "y": "whether both inputs are 1",
            "weights": "the article's first two",
            "bias": "ours; the article names no value",
        },
        "settings": {"network": "perceptron"},
    }


def digits() -> Made:
    """The handwritten digits that the log names: images of 8 by 8 pixels, ten outputs."""
    images = load_digits()
    order = np.random.RandomState(42).permutation(len(images.data))
    X = images.data[order]
    y = np.eye(10)[images.target[order]]
    n_training = 1437  # four fifths
    data = "sklearn.datasets.load_digits(), the UCI digits, shuffled by numpy.random.RandomState(42).permutation(1797)"
    pixels = "each pixel a whole number from 0, white, to 16, black; training divides it by 16"
    return {
        "title": "Experiment digits, handwritten digits",
        "matrices": {
            "X": X[:n_training],
            "y": y[:n_training],
            "wh": draws(1, 2048, (64, 32)) - 0.5,
            "bh": np.zeros((1, 32)),
            "wout": draws(2049, 2368, (32, 10)) - 0.5,
            "bout": np.zeros((1, 10)),
            "X_held_back": X[n_training:],
            "y_held_back": y[n_training:],
        },
        "origins": {
            "X": f"{data}; the first 1437; {pixels}",
            "y": f"{data}; the first 1437; 1 in the column of the digit",
            "wh": f"u - 0.5 for u of {source(1, 2048)}",
            "bh": "zeros",
            "wout": f"u - 0.5 for u of {source(2049, 2368)}",
            "bout": "zeros",
            "X_held_back": f"{data}; the last 360; {pixels}",
            "y_held_back": f"{data}; the last 360; 1 in the column of the digit",
        },
        "settings": {"learning_rate": 0.5, "epochs": 40, "batch_size": 16, "report_every": 4, "divide_input_by": 16},
    }


EXPERIMENTS = [
    walkthrough,
    walkthrough_first,
    moons,
    blobs,
    log,
    neuron,
    perceptron,
    perceptron_line,
    digits,
]
