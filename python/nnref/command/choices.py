"""Which functions train and apply the network that an experiment names."""

from collections.abc import Callable
from typing import Any

from nnref.activations import Activation, hidden_activations
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import NETWORKS, UNUSED_SETTINGS, network_of
from nnref.losses import error_measures
from nnref.networks.neuron import neuron_batch, predict_neuron, train_neuron
from nnref.networks.perceptron import perceptron
from nnref.networks.single_layer import predict_single_layer, single_layer_batch, train_single_layer
from nnref.networks.walkthrough import predict_walkthrough, train_walkthrough, walkthrough_batch
from nnref.train import predict_output, train, train_batch


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


def scale_input(X: Matrix, settings: dict[str, Any]) -> Matrix:
    """The input as the network takes it.

    Args:
        X: Input as it is stored, n_samples-by-n_features.
        settings: Settings of the experiment by name.

    Returns:
        X divided by the setting divide_input_by; X itself if there is none.

    Source:
        nnref; so that images can be stored as whole numbers.

    Example:
        >>> import numpy as np
        >>> scale_input(np.array([[8.0, 16.0]]), {"divide_input_by": 16})
        array([[0.5, 1. ]])
    """
    divisor = settings.get("divide_input_by")
    return X if divisor is None else X / divisor


def activation_choice(settings: dict[str, Any]) -> dict[str, Activation]:
    """The argument that chooses the activation of the hidden layer.

    Args:
        settings: Settings of the experiment by name.

    Returns:
        hidden_activation by name; nothing for a network without a hidden layer.

    Source:
        nnref; the table UNUSED_SETTINGS.

    Example:
        >>> activation_choice({})["hidden_activation"].name
        'sigmoid'
    """
    if "hidden_activation" in UNUSED_SETTINGS[network_of(settings)]:
        return dict[str, Activation]()
    name = settings.get("hidden_activation", "sigmoid")
    return {"hidden_activation": hidden_activations[name]}


def measure_choice(settings: dict[str, Any]) -> dict[str, Callable[..., float]]:
    """The argument that chooses the error to record.

    Args:
        settings: Settings of the experiment by name.

    Returns:
        error_measure by name; nothing for a network that has an error of its own.

    Source:
        nnref; the table UNUSED_SETTINGS.

    Example:
        >>> list(measure_choice({}))
        ['error_measure']
    """
    if "error_measure" in UNUSED_SETTINGS[network_of(settings)]:
        return dict[str, Callable[..., float]]()
    name = settings.get("error_measure", "half_squared_error")
    return {"error_measure": error_measures[name]}


def predict_network(
    X: Matrix, parameters: dict[str, Matrix], settings: dict[str, Any], arithmetic: Arithmetic = native
) -> Matrix:
    """The output of a network for any rows, as they are stored.

    Args:
        X: Input as it is stored, n_samples-by-n_features.
        parameters: The parameters of the network by name, and whatever else.
        settings: Settings of the experiment by name.
        arithmetic: The set of operations to compute with.

    Returns:
        The output, n_samples-by-n_outputs.

    Source:
        nnref

    Example:
        >>> import numpy as np
        >>> log = {"network": "single_layer"}
        >>> predict_network(np.array([[0.0]]), {"weights": np.array([[2.0]])}, log)
        array([[0.5]])
    """
    network = network_of(settings)
    predict = network_functions(network)["predict"]
    own = {name: parameters[name] for name in NETWORKS[network]}
    output: Matrix = predict(scale_input(X, settings), **own, arithmetic=arithmetic, **activation_choice(settings))
    return output
