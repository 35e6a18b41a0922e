"""The network of the log: one layer of weights, no hidden layer, no bias, and no learning rate."""

from collections.abc import Callable

from nnref.activations import derivatives_sigmoid, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import check_shapes
from nnref.losses import mean_absolute_error
from nnref.train import descend


def predict_single_layer(X: Matrix, weights: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """The output of the single layer for any rows, those of the training or new ones.

    Args:
        X: Input, n_samples-by-n_features.
        weights: Weights of the layer, n_features-by-n_outputs.
        arithmetic: The set of operations to compute with.

    Returns:
        The output, n_samples-by-n_outputs, each value from 0 to 1.

    Source:
        The log, "Feed forward the input data".

    Example:
        >>> import numpy as np
        >>> predict_single_layer(np.array([[1.0, 0.0]]), np.array([[0.0], [1.0]]))
        array([[0.5]])
    """
    return sigmoid(arithmetic.dot(X, weights), arithmetic)


def single_layer_batch(
    X: Matrix,
    y: Matrix,
    weights: Matrix,
    learning_rate: float,
    arithmetic: Arithmetic = native,
) -> dict[str, Matrix]:
    """Once forward, once backward, and one step of gradient descent.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        weights: Weights of the layer, n_features-by-n_outputs.
        learning_rate: Factor on the gradient, a number; the log has none, which is 1.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: layer_output, error and adjustment (the delta), each n_samples-by-n_outputs; and the
        new weights.

    Source:
        The log, "Train the neural network".

    Example:
        >>> import numpy as np
        >>> one = np.array([[1.0]])
        >>> single_layer_batch(one, one, np.array([[0.0]]), learning_rate=1)["weights"]
        array([[0.125]])
    """
    layer_output = predict_single_layer(X, weights, arithmetic)  # (n_samples, n_outputs)
    error = y - layer_output  # (n_samples, n_outputs)
    adjustment = error * derivatives_sigmoid(layer_output)  # (n_samples, n_outputs)
    weights = weights + arithmetic.dot_at_b(X, adjustment) * learning_rate  # (n_features, n_outputs)
    return {"layer_output": layer_output, "error": error, "adjustment": adjustment, "weights": weights}


def train_single_layer(
    X: Matrix,
    y: Matrix,
    weights: Matrix,
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    record_every: int | None = None,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
    arithmetic: Arithmetic = native,
    error_measure: Callable[[Matrix, Matrix, Arithmetic], float] = mean_absolute_error,
    shuffle_seed: int | None = None,
    shuffled_epochs: int = 0,
) -> dict[str, Matrix]:
    """Train the single layer by gradient descent for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        weights: Initial weights of the layer, n_features-by-n_outputs.
        learning_rate: Factor on the gradient, a number above 0; the log has none, which is 1.
        epochs: How many times to go through all samples, a whole number.
        batch_size: Samples in an update: all if not given (full batch), 1 for the article's SGD.
        record_every: Record the error each so many epochs; a tenth of the epochs if not given.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.
        arithmetic: The set of operations to compute with.
        error_measure: What to record: a function of y, output and arithmetic that returns a number.
        shuffle_seed: Reorder the samples before each epoch, by random numbers from this seed; in their
            given order if not given.
        shuffled_epochs: How many epochs an earlier training has reordered them for; this one goes on after it.

    Returns:
        By name: the trained weights; the output that they give, n_samples-by-n_outputs; and the
        history, a row for each record: the number of epochs done, the error then.

    Raises:
        InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.

    Source:
        The log, "Code Implementation".

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> log = read_experiment("log")
        >>> train_single_layer(**log["matrices"], learning_rate=1, epochs=1000)["history"][0].round(4).tolist()
        [0.0, 0.5261]
    """
    check_shapes("single_layer", {"X": X, "y": y, "weights": weights})

    def next_parameters(X_batch: Matrix, y_batch: Matrix, parameters: dict[str, Matrix]) -> dict[str, Matrix]:
        return single_layer_batch(X_batch, y_batch, **parameters, learning_rate=learning_rate, arithmetic=arithmetic)

    def predict_all(parameters: dict[str, Matrix]) -> Matrix:
        return predict_single_layer(X, **parameters, arithmetic=arithmetic)

    def measure_error(parameters: dict[str, Matrix]) -> float:
        return error_measure(y, predict_all(parameters), arithmetic)

    initial = {"weights": weights}
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
