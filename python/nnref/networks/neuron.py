"""The one neuron of the log: a weight for each feature, a bias, and binary cross-entropy."""

from collections.abc import Callable

from nnref.activations import sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import check_shapes
from nnref.losses import binary_cross_entropy
from nnref.train import descend


def neuron_forward(X: Matrix, w: Matrix, b: Matrix, arithmetic: Arithmetic = native) -> dict[str, Matrix]:
    """Front propagation: weight, add the bias, squash.

    Args:
        X: Input, n_samples-by-n_features.
        w: Weights, n_features-by-1.
        b: Bias, 1-by-1.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: z (the pre-activation) and output, both n_samples-by-1.

    Source:
        The log, "Difference between Backpropagation & Frontpropagation".

    Example:
        >>> import numpy as np
        >>> neuron_forward(np.array([[100.0]]), np.array([[0.5]]), np.array([[-0.2]]))
        {'z': array([[49.8]]), 'output': array([[1.]])}
    """
    z = arithmetic.add_bias(arithmetic.dot(X, w), b)  # (n_samples, 1)
    output = sigmoid(z, arithmetic)  # (n_samples, 1)
    return {"z": z, "output": output}


def neuron_backward(X: Matrix, y: Matrix, output: Matrix, arithmetic: Arithmetic = native) -> dict[str, Matrix]:
    """The gradients of the binary cross-entropy, summed over the samples.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-1, each 0 or 1.
        output: Output of the neuron, n_samples-by-1.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: dw, shaped like w, and db, 1-by-1.

    Source:
        The log, "Math Alert". The slopes of loss and sigmoid cancel, so that output - y is left.

    Example:
        >>> import numpy as np
        >>> neuron_backward(np.array([[100.0]]), np.array([[0.0]]), np.array([[1.0]]))
        {'dw': array([[100.]]), 'db': array([[1.]])}
    """
    dz = output - y  # (n_samples, 1)
    dw = arithmetic.dot_at_b(X, dz)  # (n_features, 1)
    db = arithmetic.column_sums(dz)  # (1, 1)
    return {"dw": dw, "db": db}


def gradient_step(parameter: Matrix, gradient: Matrix, alpha: float) -> Matrix:
    """One step of gradient descent: against the gradient.

    Args:
        parameter: A weight or a bias, any matrix.
        gradient: The derivative of the loss with respect to it, shaped like parameter.
        alpha: The learning rate, a number.

    Returns:
        parameter - alpha times gradient.

    Source:
        The log, "w_new = w_old - alpha dw".

    Example:
        >>> import numpy as np
        >>> gradient_step(np.array([[0.5]]), np.array([[-10.0]]), alpha=0.01)
        array([[0.6]])
    """
    return parameter - alpha * gradient


def neuron_batch(
    X: Matrix,
    y: Matrix,
    w: Matrix,
    b: Matrix,
    learning_rate: float,
    arithmetic: Arithmetic = native,
) -> dict[str, Matrix]:
    """Once forward, once backward, and one step of gradient descent.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-1, each 0 or 1.
        w: Weights, n_features-by-1.
        b: Bias, 1-by-1.
        learning_rate: Factor on every gradient, a number; the log calls it alpha.
        arithmetic: The set of operations to compute with.

    Returns:
        Every named quantity by its name: what neuron_forward and neuron_backward return, and the new w
        and b.

    Source:
        The log, "Difference between Backpropagation & Frontpropagation".

    Example:
        >>> import numpy as np
        >>> one = np.array([[1.0]])
        >>> list(neuron_batch(one, one, one, one, learning_rate=0.1))
        ['z', 'output', 'dw', 'db', 'w', 'b']
    """
    values = neuron_forward(X, w, b, arithmetic)
    gradients = neuron_backward(X, y, values["output"], arithmetic)
    w = gradient_step(w, gradients["dw"], alpha=learning_rate)  # (n_features, 1)
    b = gradient_step(b, gradients["db"], alpha=learning_rate)  # (1, 1)
    parameters = {"w": w, "b": b}
    return {**values, **gradients, **parameters}


def predict_neuron(X: Matrix, w: Matrix, b: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """The output of the neuron for any rows, those of the training or new ones.

    Args:
        X: Input, n_samples-by-n_features.
        w: Weights, n_features-by-1.
        b: Bias, 1-by-1.
        arithmetic: The set of operations to compute with.

    Returns:
        The output, n_samples-by-1, each value from 0 to 1.

    Source:
        The log, "output = sigmoid(input * w + b)".

    Example:
        >>> import numpy as np
        >>> predict_neuron(np.array([[100.0]]), np.array([[0.5]]), np.array([[-0.2]]))
        array([[1.]])
    """
    return neuron_forward(X, w, b, arithmetic)["output"]


def train_neuron(
    X: Matrix,
    y: Matrix,
    w: Matrix,
    b: Matrix,
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    record_every: int | None = None,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
    arithmetic: Arithmetic = native,
    shuffle_seed: int | None = None,
    shuffled_epochs: int = 0,
) -> dict[str, Matrix]:
    """Train the neuron by gradient descent on the binary cross-entropy for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-1, each 0 or 1.
        w: Initial weights, n_features-by-1.
        b: Initial bias, 1-by-1.
        learning_rate: Factor on every gradient, a number above 0; the log calls it alpha.
        epochs: How many times to go through all samples, a whole number.
        batch_size: Samples in an update: all if not given (full batch), 1 for the article's SGD.
        record_every: Record the error each so many epochs; a tenth of the epochs if not given.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.
        arithmetic: The set of operations to compute with.
        shuffle_seed: Reorder the samples before each epoch, by random numbers from this seed; in their
            given order if not given.
        shuffled_epochs: How many epochs an earlier training has reordered them for; this one goes on after it.

    Returns:
        By name: the trained w and b; the output that they give, n_samples-by-1; and the history, a row
        for each record: the number of epochs done, the binary cross-entropy then.

    Raises:
        InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.

    Source:
        The log, "We repeat this process for many inputs".

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> neuron = read_experiment("neuron")
        >>> train_neuron(**neuron["matrices"], learning_rate=0.01, epochs=1)["w"]
        array([[-0.5]])
    """
    check_shapes("neuron", {"X": X, "y": y, "w": w, "b": b})

    def next_parameters(X_batch: Matrix, y_batch: Matrix, parameters: dict[str, Matrix]) -> dict[str, Matrix]:
        return neuron_batch(X_batch, y_batch, **parameters, learning_rate=learning_rate, arithmetic=arithmetic)

    def measure_error(parameters: dict[str, Matrix]) -> float:
        z = neuron_forward(X, **parameters, arithmetic=arithmetic)["z"]
        return binary_cross_entropy(y, z, arithmetic)

    initial = {"w": w, "b": b}
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
    output = predict_neuron(X, **parameters, arithmetic=arithmetic)
    results = {"output": output, "history": trained["history"]}
    return {**parameters, **results}
