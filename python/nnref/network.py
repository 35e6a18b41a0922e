"""A network as a record: its name, the shapes of its parameters, and what trains and applies it."""

from collections.abc import Callable
from dataclasses import dataclass

from nnref.activations import Activation, hidden_activations
from nnref.arithmetic.native import Arithmetic, Matrix
from nnref.arithmetic.portable import arithmetics, rounds_once
from nnref.backward import backward
from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS, choose
from nnref.forward import forward
from nnref.losses import ErrorMeasure, error_measures, half_squared_error
from nnref.update_parameters import update_parameters

Values = dict[str, Matrix]


@dataclass(frozen=True)
class Network:
    """A network: all that training, predicting, tracing and reporting need to know of it.

    Args:
        name: Name of the network, one of the table networks.
        arithmetic: The set of operations that its functions compute with.
        hidden_activation: The activation of its hidden layer; none if it has no hidden layer.
        parameters: The names of its parameters in order, and what their rows and columns stand for.
        forward: A function of X and the parameters that returns the values of forward propagation by name.
        backward: A function of X, y, these values and the parameters that returns the deltas by name; none
            if the network is not trained.
        update: A function of X, the values, the deltas, the parameters and the learning rate that returns
            the new parameters by name; none if the network is not trained.
        predict: A function of X and the parameters that returns the output, n_samples-by-n_outputs.
        error: A function of X, y and the parameters that returns the error to record, a number.

    Returns:
        The network.

    Source:
        nnref; what differs between the networks of the two articles, and nothing else.

    Example:
        >>> list(choose_network("article").parameters)
        ['wh', 'bh', 'wout', 'bout']
    """

    name: str
    arithmetic: Arithmetic
    hidden_activation: Activation | None
    parameters: dict[str, tuple[str, str]]
    forward: Callable[[Matrix, Values], Values]
    backward: Callable[[Matrix, Matrix, Values, Values], Values] | None
    update: Callable[[Matrix, Values, Values, Values, float], Values] | None
    predict: Callable[[Matrix, Values], Matrix]
    error: Callable[[Matrix, Matrix, Values], float]


def article_network(
    arithmetic: Arithmetic, hidden_activation: Activation, error_measure: ErrorMeasure | None = None
) -> Network:
    """The network of the article's steps 0 to 11: one hidden layer, with biases.

    Args:
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.
        error_measure: What to record: a function of y, output and arithmetic that returns a number; half the
            squared error if not given.

    Returns:
        The network.

    Source:
        The article, steps 0 to 11.

    Example:
        >>> import numpy as np
        >>> half, one = np.array([[0.5]]), np.array([[1.0]])
        >>> article = article_network(arithmetics["native"], hidden_activations["sigmoid"])
        >>> article.predict(one, {"wh": one, "bh": -one, "wout": half, "bout": -half / 2})
        array([[0.5]])
    """
    measure = error_measure or half_squared_error

    def forward_propagation(X: Matrix, parameters: Values) -> Values:
        wh, bh, wout, bout = parameters["wh"], parameters["bh"], parameters["wout"], parameters["bout"]
        return forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)

    def backward_propagation(X: Matrix, y: Matrix, values: Values, parameters: Values) -> Values:
        output, hidden_layer_activations = values["output"], values["hidden_layer_activations"]
        return backward(y, output, hidden_layer_activations, parameters["wout"], arithmetic, hidden_activation)

    def update(X: Matrix, values: Values, deltas: Values, parameters: Values, learning_rate: float) -> Values:
        return update_parameters(
            X,
            values["hidden_layer_activations"],
            deltas["d_hidden_layer"],
            deltas["d_output"],
            parameters["wh"],
            parameters["bh"],
            parameters["wout"],
            parameters["bout"],
            learning_rate,
            arithmetic,
        )

    def predict(X: Matrix, parameters: Values) -> Matrix:
        return forward_propagation(X, parameters)["output"]

    def error(X: Matrix, y: Matrix, parameters: Values) -> float:
        return measure(y, predict(X, parameters), arithmetic)

    return Network(
        name="article",
        arithmetic=arithmetic,
        hidden_activation=hidden_activation,
        parameters=NETWORKS["article"],
        forward=forward_propagation,
        backward=backward_propagation,
        update=update,
        predict=predict,
        error=error,
    )


networks: dict[str, Callable[[Arithmetic, Activation, ErrorMeasure | None], Network]] = {"article": article_network}


def choose_network(
    network: str | Network = "article",
    arithmetic: str | Arithmetic = "native",
    hidden_activation: str | Activation = "sigmoid",
    error_measure: str | ErrorMeasure | None = None,
) -> Network:
    """The network that these names stand for.

    Args:
        network: Name of the network, one of the table networks; or a network, which is what it is.
        arithmetic: Name of the set of operations to compute with: native or portable; or such a set.
        hidden_activation: Name of the activation of the hidden layer: sigmoid, tanh or relu; or an activation.
        error_measure: Name of what to record: half_squared_error or mean_absolute_error; or a function of y,
            output and arithmetic; the network's own if not given.

    Returns:
        The network.

    Raises:
        InputError: If there is no such network, arithmetic, activation or measure, or if arithmetic cannot be
            portable on this machine.

    Source:
        nnref; here, at the door, names become what they stand for.

    Example:
        >>> choose_network("article", hidden_activation="tanh").hidden_activation.name
        'tanh'
    """
    if isinstance(network, Network):
        return network
    make = choose(network, {name: networks[name] for name in NETWORKS}, "network")
    chosen_arithmetic = choose(arithmetic, arithmetics, "arithmetic")
    if chosen_arithmetic.name == "portable" and not rounds_once():
        raise InputError("arithmetic: expected native, since this machine rounds results twice, found portable")
    chosen_activation = choose(hidden_activation, hidden_activations, "hidden_activation")
    chosen_measure = None if error_measure is None else choose(error_measure, error_measures, "error_measure")
    chosen: Network = make(chosen_arithmetic, chosen_activation, chosen_measure)
    return chosen
