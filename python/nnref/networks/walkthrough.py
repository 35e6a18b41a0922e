"""The bias-free network that the article builds up in detail: samples in columns, one factor at a time."""

from collections.abc import Callable

from nnref.activations import Activation, hidden_activations, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import check_shapes
from nnref.losses import half_squared_error
from nnref.train import descend


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


def walkthrough_batch(
    X: Matrix,
    y: Matrix,
    wh: Matrix,
    wout: Matrix,
    learning_rate: float,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> dict[str, Matrix]:
    """Once forward, once backward, and one step of gradient descent.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        learning_rate: Factor on every gradient, a number.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        Every named quantity by its name: what walkthrough_forward and walkthrough_backward return for
        the transposed X and y, and the new wh and wout.

    Source:
        The article, "we have to take the transpose of input so that we can train our network".

    Example:
        >>> import numpy as np
        >>> one = np.array([[1.0]])
        >>> list(walkthrough_batch(one, one, one, one, learning_rate=0.1))[:2]
        ['Z1', 'hidden_layer_activations']
    """
    X = X.T  # (n_features, n_samples)
    y = y.T  # (n_outputs, n_samples)
    values = walkthrough_forward(X, wh, wout, arithmetic, hidden_activation)
    output = values["output"]
    hidden_layer_activations = values["hidden_layer_activations"]

    factors = walkthrough_backward(X, y, output, hidden_layer_activations, wout, arithmetic, hidden_activation)
    wh = wh - learning_rate * factors["error_wrt_wh"]  # (n_features, n_hidden)
    wout = wout - learning_rate * factors["error_wrt_wout"]  # (n_hidden, n_outputs)

    parameters = {"wh": wh, "wout": wout}
    return {**values, **factors, **parameters}


def predict_walkthrough(
    X: Matrix,
    wh: Matrix,
    wout: Matrix,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> Matrix:
    """The output of the bias-free network for any rows, those of the training or new ones.

    Args:
        X: Input, n_samples-by-n_features.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        The output, n_samples-by-n_outputs, each value from 0 to 1.

    Source:
        The article, "how close the predictions are to our actual output".

    Example:
        >>> import numpy as np
        >>> predict_walkthrough(np.ones((2, 1)), np.array([[1.0]]), np.array([[0.0]]))
        array([[0.5],
               [0.5]])
    """
    return walkthrough_forward(X.T, wh, wout, arithmetic, hidden_activation)["output"].T


def train_walkthrough(
    X: Matrix,
    y: Matrix,
    wh: Matrix,
    wout: Matrix,
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    record_every: int | None = None,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
    error_measure: Callable[[Matrix, Matrix, Arithmetic], float] = half_squared_error,
    shuffle_seed: int | None = None,
    shuffled_epochs: int = 0,
) -> dict[str, Matrix]:
    """Train the bias-free network by gradient descent for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        wh: Initial weights of the hidden layer, n_features-by-n_hidden.
        wout: Initial weights of the output layer, n_hidden-by-n_outputs.
        learning_rate: Factor on every gradient, a number above 0.
        epochs: How many times to go through all samples, a whole number.
        batch_size: Samples in an update: all if not given (full batch), 1 for the article's SGD.
        record_every: Record the error each so many epochs; a tenth of the epochs if not given.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.
        error_measure: What to record: a function of y, output and arithmetic that returns a number.
        shuffle_seed: Reorder the samples before each epoch, by random numbers from this seed; in their
            given order if not given.
        shuffled_epochs: How many epochs an earlier training has reordered them for; this one goes on after it.

    Returns:
        By name: the trained wh and wout; the output that they give, n_samples-by-n_outputs; and the
        history, a row for each record: the number of epochs done, the error then.

    Raises:
        InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.

    Source:
        The article, "Let's perform the steps above again for 1000 epochs".

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> walkthrough = read_experiment("walkthrough")
        >>> trained = train_walkthrough(**walkthrough["matrices"], learning_rate=0.1, epochs=1000)
        >>> trained["history"][1].round(5).tolist()
        [100.0, 0.11082]
    """
    check_shapes("walkthrough", {"X": X, "y": y, "wh": wh, "wout": wout})

    def next_parameters(X_batch: Matrix, y_batch: Matrix, parameters: dict[str, Matrix]) -> dict[str, Matrix]:
        return walkthrough_batch(
            X_batch,
            y_batch,
            **parameters,
            learning_rate=learning_rate,
            arithmetic=arithmetic,
            hidden_activation=hidden_activation,
        )

    def predict_all(parameters: dict[str, Matrix]) -> Matrix:
        return predict_walkthrough(X, **parameters, arithmetic=arithmetic, hidden_activation=hidden_activation)

    def measure_error(parameters: dict[str, Matrix]) -> float:
        return error_measure(y, predict_all(parameters), arithmetic)

    initial = {"wh": wh, "wout": wout}
    trained = descend(
        X,
        y,
        initial,
        next_parameters,
        measure_error,
        learning_rate,
        epochs,
        batch_size,
        record_every,
        on_record,
        shuffle_seed,
        shuffled_epochs,
    )
    parameters = trained["parameters"]
    results = {"output": predict_all(parameters), "history": trained["history"]}
    return {**parameters, **results}
