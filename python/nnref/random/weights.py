"""Initial weights from a seed."""

import numpy as np

from nnref.checks.inputs import NETWORKS, Matrix
from nnref.random.stream import draw_uniform, uniform_stream


def initialize_weights(
    network: str, n_features: int, n_hidden: int, n_outputs: int, seed: int, by_inputs: bool = False
) -> dict[str, Matrix]:
    """Initial weights and biases from a seed: the first draws go to the first matrix, row by row, and so on.

    Args:
        network: Name of the network, one of the table NETWORKS, which has the order of its matrices.
        n_features: Columns of the input.
        n_hidden: Neurons of the hidden layer, if there is one.
        n_outputs: Columns of the output.
        seed: A whole number from 0 to 4294967295.
        by_inputs: Whether weights are uniform from -1 to 1, divided by the square root of how many inputs they
            add up, and biases 0.

    Returns:
        The parameters of the network by name, their values uniform from 0 to 1 unless by_inputs is true.

    Source:
        The article, step 1; with seed 42 and its sizes these are the stored weights of experiment article. With
        by_inputs equation 1 of X. Glorot and Y. Bengio, Understanding the difficulty of training deep
        feedforward neural networks, 2010: sums of many inputs then stay where the sigmoid is not flat.

    Example:
        >>> initialize_weights("article", n_features=4, n_hidden=3, n_outputs=1, seed=42)["bout"]
        array([[0.43194502]])
    """
    sizes = {"one bias": 1, "feature": n_features, "hidden neuron": n_hidden, "output": n_outputs}
    stream = uniform_stream(seed)
    parameters = {}
    for name, (rows, columns) in NETWORKS[network].items():
        drawn = draw_uniform(stream, sizes[rows] * sizes[columns])
        values = drawn["values"].reshape(sizes[rows], sizes[columns])
        if by_inputs:
            values = values * 0 if rows == "one bias" else (2 * values - 1) / np.sqrt(sizes[rows])
        parameters[name] = values
        stream = drawn["stream"]
    return parameters
