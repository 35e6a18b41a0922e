"""Networks to compare on: drawn by hypothesis, from a seed, and the stored ones."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from bounds import Values
from nnref.files.experiments import read_experiment
from stages import matrices_of

# Zero of both signs, the smallest numbers, values that saturate a sigmoid to exactly 0 or 1, that overflow exp, and
# weights far beyond anything sensible; their products over three layers still stay finite.
SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    1e-200,
    36.8,
    -36.8,
    709.8,
    -709.8,
    -745.2,
    1e90,
    -1e90,
]

values = st.one_of(st.floats(-4, 4), st.sampled_from(SPECIAL))
sizes = st.integers(1, 7)
activations = st.sampled_from(["sigmoid", "tanh", "relu"])


@st.composite
def drawn_networks(draw: Any) -> Values:
    """Any network: 1 to 7 samples, features, hidden neurons and outputs, with ordinary and with extreme values."""
    n, d, h, q = (draw(sizes) for _ in range(4))
    matrices = {"X": (n, d), "y": (n, q), "wh": (d, h), "bh": (1, h), "wout": (h, q), "bout": (1, q)}
    network: Values = {
        name: draw(npst.arrays(np.float64, shape, elements=st.floats(0, 1) if name == "y" else values))
        for name, shape in matrices.items()
    }
    network["learning_rate"] = draw(st.sampled_from([1e-3, 0.1, 1.0, 3.0]))
    network["activation"] = draw(activations)
    return network


def random_network(
    seed: int, n: int, d: int, h: int, q: int, activation: str = "sigmoid", scale: float = 1.0
) -> Values:
    """A network of ordinary values from a seed; a larger scale saturates it."""
    random = np.random.RandomState(seed)
    return {
        "X": random.normal(size=(n, d)),
        "y": random.uniform(size=(n, q)),
        "wh": scale * random.normal(size=(d, h)),
        "bh": scale * random.normal(size=(1, h)),
        "wout": scale * random.normal(size=(h, q)),
        "bout": scale * random.normal(size=(1, q)),
        "learning_rate": 0.1,
        "activation": activation,
    }


def stored_network(name: str) -> Values:
    """The data, initial weights and learning rate of a stored experiment."""
    experiment = read_experiment(name)
    settings = experiment.settings
    activation = settings.get("hidden_activation", "sigmoid")
    return {**matrices_of(experiment), "learning_rate": settings["learning_rate"], "activation": activation}


NAMED: dict[str, Values] = {
    "article": stored_network("article"),
    "one of everything": random_network(1, 1, 1, 1, 1),
    "one hidden neuron": random_network(2, 50, 8, 1, 3),
    "ten outputs": random_network(3, 40, 6, 12, 10),
    "one sample": random_network(4, 1, 20, 15, 4),
    "many samples": random_network(5, 10_000, 3, 4, 2),
    "wide": random_network(6, 30, 300, 200, 5),
    "saturated": random_network(7, 20, 10, 10, 3, scale=200.0),
    "huge weights": random_network(11, 20, 10, 10, 3, scale=1e90),
    "tiny weights": random_network(8, 20, 10, 10, 3, scale=1e-160),
    "subnormal weights": random_network(12, 20, 10, 10, 3, scale=1e-322),
    "tanh": random_network(9, 30, 5, 7, 3, activation="tanh"),
    "relu": random_network(10, 30, 5, 7, 3, activation="relu"),
}
