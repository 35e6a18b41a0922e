"""The bias-free network that the article builds up in detail: samples in columns, one factor at a time."""

from nnref.activations import Activation, hidden_activations, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import NETWORKS
from nnref.losses import ErrorMeasure, half_squared_error
from nnref.network import Network, Values, networks


def walkthrough_forward(
    X: Matrix,
    wh: Matrix,
    wout: Matrix,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> dict[str, Matrix]:
    """Forward propagation without biases, samples in columns.

    Args:
        X: Input, n_features-by-n_samples.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        By name: Z1 (pre-activations of the hidden layer) and hidden_layer_activations, both
        n_hidden-by-n_samples; Z2 (pre-activations of the output layer) and output, both
        n_outputs-by-n_samples.

    Source:
        The article, "Understanding the implementation of Neural Networks from scratch in detail".

    Example:
        >>> import numpy as np
        >>> X, wh = np.array([[1.0], [0.0]]), np.array([[0.0], [0.5]])
        >>> walkthrough_forward(X, wh, wout=np.array([[0.0]]))["output"]
        array([[0.5]])
    """
    dot_at_b = arithmetic.dot_at_b
    activate = hidden_activation.activate

    Z1 = dot_at_b(wh, X)  # (n_hidden, n_samples)
    hidden_layer_activations = activate(Z1, arithmetic)  # (n_hidden, n_samples)

    Z2 = dot_at_b(wout, hidden_layer_activations)  # (n_outputs, n_samples)
    output = sigmoid(Z2, arithmetic)  # (n_outputs, n_samples)

    return {"Z1": Z1, "hidden_layer_activations": hidden_layer_activations, "Z2": Z2, "output": output}


def walkthrough_backward(
    X: Matrix,
    y: Matrix,
    output: Matrix,
    hidden_layer_activations: Matrix,
    wout: Matrix,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> dict[str, Matrix]:
    """The chain rule, each factor on its own, then multiplied to the two gradients.

    Args:
        X: Input, n_features-by-n_samples.
        y: Targets, n_outputs-by-n_samples.
        output: Output of the network, n_outputs-by-n_samples.
        hidden_layer_activations: Activations of the hidden layer, n_hidden-by-n_samples.
        wout: Weights of the output layer that made the output, n_hidden-by-n_outputs; not yet updated.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        By name, "wrt" for "with respect to": the factors error_wrt_output, output_wrt_Z2, Z2_wrt_wout,
        Z2_wrt_hidden, hidden_wrt_Z1 and Z1_wrt_wh; and the gradients error_wrt_wout, shaped like
        wout, and error_wrt_wh, shaped like wh.

    Source:
        The article, "Understanding the implementation of Neural Networks from scratch in detail". The
        error is half the squared error, summed over the samples.

    Example:
        >>> import numpy as np
        >>> half = np.array([[0.5]])
        >>> walkthrough_backward(half, np.array([[1.0]]), half, half, half)["error_wrt_wout"]
        array([[-0.0625]])
    """
    dot = arithmetic.dot
    dot_a_bt = arithmetic.dot_a_bt

    # From the error to the weights between the hidden and the output layer
    error_wrt_output = -(y - output)  # (n_outputs, n_samples)
    output_wrt_Z2 = output * (1 - output)  # (n_outputs, n_samples)
    Z2_wrt_wout = hidden_layer_activations  # (n_hidden, n_samples)
    error_wrt_Z2 = error_wrt_output * output_wrt_Z2  # (n_outputs, n_samples)
    error_wrt_wout = dot_a_bt(Z2_wrt_wout, error_wrt_Z2)  # (n_hidden, n_outputs)

    # From the error to the weights between the input and the hidden layer: the first two factors are the same
    Z2_wrt_hidden = wout  # (n_hidden, n_outputs)
    hidden_wrt_Z1 = hidden_activation.slope(hidden_layer_activations)  # (n_hidden, n_samples)
    Z1_wrt_wh = X  # (n_features, n_samples)
    error_wrt_Z1 = hidden_wrt_Z1 * dot(Z2_wrt_hidden, error_wrt_Z2)  # (n_hidden, n_samples)
    error_wrt_wh = dot_a_bt(Z1_wrt_wh, error_wrt_Z1)  # (n_features, n_hidden)

    return {
        "error_wrt_output": error_wrt_output,
        "output_wrt_Z2": output_wrt_Z2,
        "Z2_wrt_wout": Z2_wrt_wout,
        "error_wrt_wout": error_wrt_wout,
        "Z2_wrt_hidden": Z2_wrt_hidden,
        "hidden_wrt_Z1": hidden_wrt_Z1,
        "Z1_wrt_wh": Z1_wrt_wh,
        "error_wrt_wh": error_wrt_wh,
    }


def walkthrough_network(
    arithmetic: Arithmetic, hidden_activation: Activation, error_measure: ErrorMeasure | None = None
) -> Network:
    """The network that the article builds up in detail: one hidden layer, no biases.

    Args:
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.
        error_measure: What to record: a function of y, output and arithmetic that returns a number; half the
            squared error if not given.

    Returns:
        The network, which takes samples in rows as every network does.

    Source:
        The article, "we have to take the transpose of input so that we can train our network".

    Example:
        >>> import numpy as np
        >>> from nnref.network import choose_network
        >>> zero = np.array([[0.0]])
        >>> choose_network("walkthrough").predict(np.ones((2, 1)), {"wh": zero, "wout": zero})
        array([[0.5],
               [0.5]])
    """
    measure = error_measure or half_squared_error

    def forward(X: Matrix, parameters: Values) -> Values:
        return walkthrough_forward(X.T, parameters["wh"], parameters["wout"], arithmetic, hidden_activation)

    def backward(X: Matrix, y: Matrix, values: Values, parameters: Values) -> Values:
        output, hidden_layer_activations = values["output"], values["hidden_layer_activations"]
        wout = parameters["wout"]
        return walkthrough_backward(X.T, y.T, output, hidden_layer_activations, wout, arithmetic, hidden_activation)

    def update(X: Matrix, values: Values, deltas: Values, parameters: Values, learning_rate: float) -> Values:
        wh = parameters["wh"] - learning_rate * deltas["error_wrt_wh"]  # (n_features, n_hidden)
        wout = parameters["wout"] - learning_rate * deltas["error_wrt_wout"]  # (n_hidden, n_outputs)
        return {"wh": wh, "wout": wout}

    def predict(X: Matrix, parameters: Values) -> Matrix:
        return forward(X, parameters)["output"].T

    def error(X: Matrix, y: Matrix, parameters: Values) -> float:
        return measure(y, predict(X, parameters), arithmetic)

    return Network(
        name="walkthrough",
        arithmetic=arithmetic,
        hidden_activation=hidden_activation,
        parameters=NETWORKS["walkthrough"],
        forward=forward,
        backward=backward,
        update=update,
        predict=predict,
        error=error,
    )


networks["walkthrough"] = walkthrough_network
