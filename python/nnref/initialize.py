"""Numbers from a seed, the same in both languages: initial weights, and the order of the samples."""

from typing import Any

import numpy as np

from nnref.arithmetic import Matrix
from nnref.validation import NETWORKS


def uniform_stream(seed: int) -> Any:
    """The beginning of the stream of random numbers that belongs to a seed.

    Args:
        seed: A whole number from 0 to 4294967295.

    Returns:
        The state of the generator, to be given to draw_uniform.

    Source:
        The generator MT19937 of Matsumoto and Nishimura, begun by their function init_genrand.

    Example:
        >>> draw_uniform(uniform_stream(42), size=1)["values"]
        array([0.37454012])
    """
    return np.random.RandomState(seed).get_state()


def draw_uniform(stream: Any, size: int) -> dict[str, Any]:
    """The next random numbers of a stream: those of numpy.random.RandomState(seed).uniform().

    Args:
        stream: The state of the generator, as uniform_stream or an earlier draw_uniform returned it.
        size: How many numbers to draw.

    Returns:
        By name: values, each from 0 up to but not 1; and stream, the state after them. The random numbers
        that anybody else draws stay as they would have been.

    Source:
        NumPy's compatibility policy has frozen this stream. Two 32-bit words a and b of the generator make
        one value: (floor(a / 32) 2^26 + floor(b / 64)) / 2^53.

    Example:
        >>> draw_uniform(uniform_stream(42), size=2)["values"]
        array([0.37454012, 0.95071431])
    """
    generator = np.random.RandomState()
    generator.set_state(stream)
    values = generator.uniform(size=size)
    return {"values": values, "stream": generator.get_state()}


def initialize_weights(network: str, n_features: int, n_hidden: int, n_outputs: int, seed: int) -> dict[str, Matrix]:
    """Initial weights and biases from a seed: the first draws go to the first matrix, row by row, and so on.

    Args:
        network: Name of the network, one of the table NETWORKS, which has the order of its matrices.
        n_features: Columns of the input.
        n_hidden: Neurons of the hidden layer, if there is one.
        n_outputs: Columns of the output.
        seed: A whole number from 0 to 4294967295.

    Returns:
        The parameters of the network by name, their values uniform from 0 to 1.

    Source:
        The article, step 1; with seed 42 and its sizes these are the stored weights of experiment article.

    Example:
        >>> initialize_weights("article", n_features=4, n_hidden=3, n_outputs=1, seed=42)["bout"]
        array([[0.43194502]])
    """
    sizes = {"one bias": 1, "feature": n_features, "hidden neuron": n_hidden, "output": n_outputs}
    stream = uniform_stream(seed)
    parameters = {}
    for name, (rows, columns) in NETWORKS[network].items():
        drawn = draw_uniform(stream, sizes[rows] * sizes[columns])
        parameters[name] = drawn["values"].reshape(sizes[rows], sizes[columns])
        stream = drawn["stream"]
    return parameters


def shuffle_stream(shuffle_seed: int, n_samples: int, shuffled_epochs: int = 0) -> Any:
    """The stream by which the samples are reordered, from some epoch on.

    Args:
        shuffle_seed: A whole number from 0 to 4294967295.
        n_samples: How many samples there are; an epoch takes as many numbers from the stream.
        shuffled_epochs: How many epochs have taken their numbers before.

    Returns:
        The state of the generator, to be given to shuffle_rows.

    Source:
        nnref; so that a training that was stopped can go on as if it had not been.

    Example:
        >>> once = draw_uniform(uniform_stream(7), size=3)
        >>> later = shuffle_stream(7, n_samples=3, shuffled_epochs=1)
        >>> bool(draw_uniform(later, 1)["values"] == draw_uniform(once["stream"], 1)["values"])
        True
    """
    stream = uniform_stream(shuffle_seed)
    for _ in range(shuffled_epochs):
        stream = draw_uniform(stream, n_samples)["stream"]
    return stream


def shuffle_rows(X: Matrix, y: Matrix, stream: Any) -> dict[str, Any]:
    """Reorder the samples: draw a number for each, then sort the samples by their numbers.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        stream: The state of the generator, as uniform_stream or an earlier shuffle_rows returned it.

    Returns:
        By name: X and y, their rows in the new order; and stream, the state after the draws. Of samples
        with equal numbers the one that was first stays first.

    Source:
        nnref; epoch e of a training reorders the rows as they were given, by draws (e - 1) n + 1 to e n.

    Example:
        >>> X = y = np.array([[1.0], [2.0], [3.0]])
        >>> shuffle_rows(X, y, uniform_stream(42))["X"].T
        array([[1., 3., 2.]])
    """
    drawn = draw_uniform(stream, len(X))
    order = np.argsort(drawn["values"], kind="stable")
    return {"X": X[order], "y": y[order], "stream": drawn["stream"]}
