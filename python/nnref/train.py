"""Training: the eleven steps again and again, and the trained network applied."""

import contextlib
import ctypes
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.activations import Activation, hidden_activations
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.backward import backward
from nnref.checks.errors import StoppedError
from nnref.checks.inputs import check_network, check_setting
from nnref.forward import forward
from nnref.losses import half_squared_error
from nnref.random.shuffle import shuffle_rows, shuffle_stream
from nnref.update_parameters import update_parameters


def predict_output(
    X: Matrix,
    wh: Matrix,
    bh: Matrix,
    wout: Matrix,
    bout: Matrix,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> Matrix:
    """The output of the network for any rows, those of the training or new ones.

    Args:
        X: Input, n_samples-by-n_features.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        bh: Biases of the hidden layer, 1-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        bout: Biases of the output layer, 1-by-n_outputs.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        The output, n_samples-by-n_outputs, each value from 0 to 1.

    Source:
        The article, steps 2 to 4.

    Example:
        >>> import numpy as np
        >>> X, wh, bh = np.array([[1.0, 0.0]]), np.array([[0.5], [0.5]]), np.array([[-0.5]])
        >>> predict_output(X, wh, bh, wout=np.array([[2.0]]), bout=np.array([[-1.0]]))
        array([[0.5]])
    """
    return forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)["output"]


def train_batch(
    X: Matrix,
    y: Matrix,
    wh: Matrix,
    bh: Matrix,
    wout: Matrix,
    bout: Matrix,
    learning_rate: float,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> dict[str, Matrix]:
    """Steps 2 to 11 once: forward, backward, update.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        bh: Biases of the hidden layer, 1-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        bout: Biases of the output layer, 1-by-n_outputs.
        learning_rate: Factor on every gradient, a number.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        Every named quantity by its name: what forward, backward and update_parameters return.

    Source:
        The article, steps 2 to 11. With all samples in one batch this is one epoch.

    Example:
        >>> import numpy as np
        >>> one = np.array([[1.0]])
        >>> list(train_batch(one, one, one, one, one, one, learning_rate=0.1))[:2]
        ['hidden_layer_input', 'hidden_layer_activations']
    """
    values = forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)
    output = values["output"]
    hidden_layer_activations = values["hidden_layer_activations"]

    deltas = backward(y, output, hidden_layer_activations, wout, arithmetic, hidden_activation)
    d_hidden_layer = deltas["d_hidden_layer"]
    d_output = deltas["d_output"]

    parameters = update_parameters(
        X, hidden_layer_activations, d_hidden_layer, d_output, wh, bh, wout, bout, learning_rate, arithmetic
    )
    return {**values, **deltas, **parameters}


def split_batches(X: Matrix, y: Matrix, batch_size: int | None = None) -> list[tuple[Matrix, Matrix]]:
    """Cut the samples into batches of consecutive rows, in order.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        batch_size: Rows in a batch, a whole number; the last batch may be smaller. All if not given.

    Returns:
        A list of batches, each a pair of rows of X and rows of y.

    Source:
        The article, "Full Batch Gradient Descent and Stochastic Gradient Descent".

    Example:
        >>> import numpy as np
        >>> len(split_batches(np.ones((5, 2)), np.ones((5, 1)), batch_size=2))
        3
    """
    n_samples = len(X)
    if batch_size is None or batch_size >= n_samples:
        return [(X, y)]
    starts = range(0, n_samples, batch_size)
    return [(X[start : start + batch_size], y[start : start + batch_size]) for start in starts]


def descend(
    X: Matrix,
    y: Matrix,
    parameters: dict[str, Matrix],
    next_parameters: Callable[[Matrix, Matrix, dict[str, Matrix]], dict[str, Matrix]],
    measure_error: Callable[[dict[str, Matrix]], float],
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    record_every: int | None = None,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
    shuffle_seed: int | None = None,
    shuffled_epochs: int = 0,
) -> dict[str, Any]:
    """The loop of every training: gradient descent for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Initial weights and biases by name.
        next_parameters: A function of a batch of X, one of y and the parameters that returns the new
            parameters by name, and whatever else.
        measure_error: A function of the parameters that returns the error to record.
        learning_rate: Factor on every gradient, a number above 0; next_parameters applies it.
        epochs: How many times to go through all samples, a whole number.
        batch_size: Samples in an update: all if not given (full batch), 1 for the article's SGD.
        record_every: Record the error each so many epochs; a tenth of the epochs if not given.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.
        shuffle_seed: Reorder the samples before each epoch, by random numbers from this seed; in their
            given order if not given.
        shuffled_epochs: How many epochs an earlier training has reordered them for; this one goes on after it.

    Returns:
        By name: the trained parameters, by name themselves; and the history, a row for each record: the
        number of epochs done, the error then.

    Raises:
        InputError: If a setting makes no sense.
        StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
            it holds the last finite parameters.

    Source:
        The article, "If we will train the model multiple times".

    Example:
        >>> import numpy as np
        >>> X = y = np.array([[1.0]])
        >>> def halve(X, y, parameters): return {"w": parameters["w"] / 2}
        >>> def size(parameters): return float(parameters["w"][0, 0])
        >>> descend(X, y, {"w": np.array([[8.0]])}, halve, size, learning_rate=1, epochs=2)["parameters"]
        {'w': array([[2.]])}
    """
    check_setting("learning_rate", learning_rate)
    check_setting("epochs", epochs)
    if batch_size is not None:
        check_setting("batch_size", batch_size)
    if shuffle_seed is not None:
        check_setting("shuffle_seed", shuffle_seed)
    check_setting("shuffled_epochs", shuffled_epochs)
    if record_every is None:
        record_every = max(1, epochs // 10)
    check_setting("report_every", record_every)

    stream = None if shuffle_seed is None else shuffle_stream(shuffle_seed, len(X), shuffled_epochs)
    given_batches = split_batches(X, y, batch_size)

    def one_epoch(state: dict[str, Any]) -> dict[str, Any]:
        parameters, stream = state["parameters"], state["stream"]
        batches = given_batches
        if stream is not None:
            shuffled = shuffle_rows(X, y, stream)
            stream = shuffled["stream"]
            batches = split_batches(shuffled["X"], shuffled["y"], batch_size)
        for X_batch, y_batch in batches:
            trained = next_parameters(X_batch, y_batch, parameters)
            parameters = {name: trained[name] for name in parameters}
        return {"epoch": state["epoch"] + 1, "parameters": parameters, "stream": stream}

    initial = {"epoch": 0, "parameters": parameters, "stream": stream}
    return repeat_epochs(initial, one_epoch, measure_error, epochs, record_every, on_record)


def train(
    X: Matrix,
    y: Matrix,
    wh: Matrix,
    bh: Matrix,
    wout: Matrix,
    bout: Matrix,
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
    """Train the network by gradient descent for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        wh: Initial weights of the hidden layer, n_features-by-n_hidden.
        bh: Initial biases of the hidden layer, 1-by-n_hidden.
        wout: Initial weights of the output layer, n_hidden-by-n_outputs.
        bout: Initial biases of the output layer, 1-by-n_outputs.
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
        By name: the trained wh, bh, wout and bout; the output that they give, n_samples-by-n_outputs;
        and the history, a row for each record: the number of epochs done, the error then.

    Raises:
        InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.

    Source:
        The article, steps 0 to 11; one time through all samples is called an epoch.

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> article = read_experiment("article")
        >>> trained = train(**article["matrices"], learning_rate=0.1, epochs=5000)
        >>> trained["output"].round(2)
        array([[0.98],
               [0.97],
               [0.04]])
    """
    check_network(X, y, wh, bh, wout, bout)

    def next_parameters(X_batch: Matrix, y_batch: Matrix, parameters: dict[str, Matrix]) -> dict[str, Matrix]:
        return train_batch(
            X_batch,
            y_batch,
            **parameters,
            learning_rate=learning_rate,
            arithmetic=arithmetic,
            hidden_activation=hidden_activation,
        )

    def predict_all(parameters: dict[str, Matrix]) -> Matrix:
        return predict_output(X, **parameters, arithmetic=arithmetic, hidden_activation=hidden_activation)

    def measure_error(parameters: dict[str, Matrix]) -> float:
        return error_measure(y, predict_all(parameters), arithmetic)

    initial = {"wh": wh, "bh": bh, "wout": wout, "bout": bout}
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


def what_is_not_finite(parameters: dict[str, Matrix], error: float) -> list[str]:
    """What has become infinite, or not a number.

    Args:
        parameters: Weights and biases by name.
        error: The error that they give, a number.

    Returns:
        The names of the parameters that hold such a value, then `the error` if it is one.

    Source:
        nnref

    Example:
        >>> what_is_not_finite({"w": np.array([[1.0]])}, np.inf)
        ['the error']
    """
    values: dict[str, Any] = {**parameters, "the error": error}
    return [name for name, value in values.items() if not np.isfinite(value).all()]


def find_divergence(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[dict[str, Matrix]], float],
) -> StoppedError:
    """The first epoch after which something is not finite, found by doing the epochs once more.

    Args:
        state: The training when all was finite, as repeat_epochs takes it.
        one_epoch: A function of the state that returns the state one epoch later.
        measure_error: A function of the parameters that returns the error to record.

    Returns:
        The error to be raised; it holds the parameters of the epoch before.

    Source:
        nnref

    Example:
        >>> start = {"epoch": 0, "parameters": {"w": np.array([[1e300]])}}
        >>> def grow(state): return {"epoch": state["epoch"] + 1, "parameters": {"w": state["parameters"]["w"] * 1e5}}
        >>> with np.errstate(over="ignore"): print(find_divergence(start, grow, lambda parameters: 0.0))
        diverged in epoch 2: w is not finite
    """
    last = state
    while not (what := what_is_not_finite(state["parameters"], measure_error(state["parameters"]))):
        last = state
        state = one_epoch(state)
    message = f"diverged in epoch {state['epoch']}: {what[0]} is not finite"
    return StoppedError(message, 3, last["epoch"], last["parameters"])


def repeat_epochs(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[dict[str, Matrix]], float],
    epochs: int,
    record_every: int,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
) -> dict[str, Any]:
    """Do one epoch after the other, and record the error before the first, on the way and after the last.

    Args:
        state: By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
            an epoch hands on to the next.
        one_epoch: A function of the state that returns the state one epoch later.
        measure_error: A function of the parameters that returns the error to record.
        epochs: The number of epochs at which to stop, a whole number.
        record_every: Record the error each so many epochs, a whole number.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.

    Returns:
        By name: the parameters after the last epoch, by name themselves; and the history, a row for each
        record: the number of epochs done, the error then.

    Raises:
        StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
            it holds the last finite parameters.

    Source:
        nnref

    Example:
        >>> start = {"epoch": 0, "parameters": {"w": np.array([[8.0]])}}
        >>> def halve(state): return {"epoch": state["epoch"] + 1, "parameters": {"w": state["parameters"]["w"] / 2}}
        >>> def size(parameters): return float(parameters["w"][0, 0])
        >>> repeat_epochs(start, halve, size, epochs=2, record_every=1)["history"].tolist()
        [[0.0, 8.0], [1.0, 4.0], [2.0, 2.0]]
    """
    # glibc gives the memory of large matrices back to the system, for each epoch to ask for it anew, page by page,
    # which can take longer than the epoch itself. So let it keep what is freed, up to 1 GiB, and map nothing smaller.
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # where another C library has no mallopt
            for trim_or_map_threshold in (-1, -3):
                ctypes.CDLL(None).mallopt(trim_or_map_threshold, 2**30)
    history = []
    recorded = state
    try:
        with np.errstate(all="ignore"):  # what overflows is found as not finite
            while True:
                epoch, parameters = state["epoch"], state["parameters"]
                is_last = epoch == epochs
                if epoch % record_every == 0 or is_last:
                    error = measure_error(parameters)
                    # What is not finite stays so: to look now and then is enough, and costs the loop nothing
                    if what_is_not_finite(parameters, error):
                        raise find_divergence(recorded, one_epoch, measure_error)
                    history.append((epoch, error))
                    if on_record is not None:
                        on_record(epoch, error, parameters)
                    recorded = state
                if is_last:
                    break
                state = one_epoch(state)  # at once, so that an interrupt leaves no half of an epoch
    except KeyboardInterrupt:
        last = recorded if what_is_not_finite(state["parameters"], 0) else state
        message = f"interrupted after {last['epoch']} of {epochs} epochs"
        raise StoppedError(message, 130, last["epoch"], last["parameters"]) from None
    return {"parameters": state["parameters"], "history": np.array(history)}
