"""The order of the samples from a seed."""

from typing import Any

import numpy as np

from nnref.checks.inputs import Matrix
from nnref.random.stream import draw_uniform, uniform_stream


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
        By name:
        X: The rows of X in the new order. Of samples with equal numbers the one that was first stays first.
        y: The rows of y in the same order.
        stream: The state after the draws.

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
