"""Which functions train and apply the network that an experiment names."""

from collections.abc import Callable
from typing import Any

from nnref.neuron import neuron_batch, predict_neuron, train_neuron
from nnref.perceptron import perceptron
from nnref.single_layer import predict_single_layer, single_layer_batch, train_single_layer
from nnref.train import predict_output, train, train_batch
from nnref.walkthrough import predict_walkthrough, train_walkthrough, walkthrough_batch


def network_functions(network: str) -> dict[str, Callable[..., Any]]:
    """The functions of a network.

    Args:
        network: Name of the network, one of the table NETWORKS.

    Returns:
        By name: train, train_batch and predict; the perceptron has predict alone. All take X, then y unless
        they predict, then the parameters in the order of the table NETWORKS.

    Source:
        nnref; the setting `network` of an experiment.

    Example:
        >>> list(network_functions("perceptron"))
        ['predict']
    """
    functions: dict[str, dict[str, Callable[..., Any]]] = {
        "article": {"train": train, "train_batch": train_batch, "predict": predict_output},
        "walkthrough": {
            "train": train_walkthrough,
            "train_batch": walkthrough_batch,
            "predict": predict_walkthrough,
        },
        "single_layer": {
            "train": train_single_layer,
            "train_batch": single_layer_batch,
            "predict": predict_single_layer,
        },
        "neuron": {"train": train_neuron, "train_batch": neuron_batch, "predict": predict_neuron},
        "perceptron": {"predict": perceptron},
    }
    return functions[network]
