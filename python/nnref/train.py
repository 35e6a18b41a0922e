"""Training: forward, backward and update again and again, and the trained network applied."""

import contextlib
import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnref.activations import Activation
from nnref.arithmetic.native import Arithmetic, Matrix
from nnref.checks.boundary import as_matrix
from nnref.checks.errors import InputError, StoppedError
from nnref.checks.inputs import check_setting, check_shapes
from nnref.losses import ErrorMeasure
from nnref.network import Network, Values, choose_network
from nnref.random.shuffle import shuffle_rows, shuffle_stream

OnRecord = Callable[[int, float, Values], None]


@dataclass(frozen=True, eq=False, repr=False)
class Trained:
    """What a training gives: the trained network, and how it came to be.

    Args:
        network: The network that was trained.
        parameters: The trained weights and biases by name.
        output: The output that they give for X, n_samples-by-n_outputs.
        history: A row for each record: the number of epochs done, the error then.
        X: The input that it was trained on, n_samples-by-n_features.
        y: The targets that it was trained on, n_samples-by-n_outputs.
        settings: The learning rate, the number of epochs, and whatever else was chosen, by name.
        columns: What is remembered of the columns of a table; none if X does not come from a table.

    Returns:
        The training.

    Source:
        nnref

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> article = read_experiment("article")
        >>> trained = train(article.X, article.y, article.parameters, learning_rate=0.1, epochs=5000)
        >>> trained.predict([[1, 0, 0, 1]]).round(2)
        array([[0.79]])
    """

    network: Network
    parameters: Values
    output: Matrix
    history: Matrix
    X: Matrix
    y: Matrix
    settings: dict[str, Any]
    columns: Any = None
    # How it is told and drawn is said in the room of the command, which needs this one
    lines: ClassVar[Callable[["Trained"], list[str]]]
    summary_lines: ClassVar[Callable[["Trained"], list[str]]]
    plot: ClassVar[Callable[..., Any]]
    predict: ClassVar[Callable[["Trained", Any], Matrix]]

    def __repr__(self) -> str:
        """What was trained, how far it came, and the output beside the targets."""
        return "\n".join(self.lines())

    def summary(self) -> str:
        """The same in full: how the error fell, how many samples are right, and the trained parameters."""
        return "\n".join(self.summary_lines())


def predict_rows(trained: Trained, X: Any) -> Matrix:
    """The output of a trained network for any rows, those of the training or new ones.

    Args:
        trained: What train returned.
        X: Input, n_samples-by-n_features.

    Returns:
        The output, n_samples-by-n_outputs.

    Raises:
        InputError: If X is no matrix of finite numbers with as many columns as the training's.

    Source:
        The log, "make predictions on new inputs that it has not seen before".

    Example:
        >>> one = np.array([[1.0]])
        >>> trained = train(one, one, {"weights": 0 * one}, learning_rate=1, epochs=0, network="single_layer")
        >>> predict_rows(trained, [[5.0], [7.0]])
        array([[0.5],
               [0.5]])
    """
    X = as_matrix(X, "X")
    if X.shape[1] != trained.X.shape[1]:
        raise InputError(
            f"X: expected columns: {trained.X.shape[1]} (the features of the training), found {X.shape[1]}"
        )
    return trained.network.predict(X, trained.parameters)


def train_batch(
    X: Matrix,
    y: Matrix,
    parameters: Values,
    learning_rate: float,
    network: str | Network = "article",
    arithmetic: str | Arithmetic = "native",
    hidden_activation: str | Activation = "sigmoid",
) -> Values:
    """One update: forward, backward, and one step of gradient descent.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Weights and biases by name.
        learning_rate: Factor on every gradient, a number.
        network: Name of the network to train, or the network itself.
        arithmetic: Name of the set of operations to compute with: native or portable.
        hidden_activation: Name of the activation of the hidden layer: sigmoid, tanh or relu.

    Returns:
        Every named quantity by its name: the values, the deltas and the new parameters.

    Raises:
        InputError: If there is no such network, arithmetic or activation, or the network is not trained.

    Source:
        The article, steps 2 to 11. With all samples in one batch this is one epoch.

    Example:
        >>> one = np.array([[1.0]])
        >>> parameters = {"wh": one, "bh": one, "wout": one, "bout": one}
        >>> list(train_batch(one, one, parameters, learning_rate=0.1))[:2]
        ['hidden_layer_input', 'hidden_layer_activations']
    """
    chosen = choose_network(network, arithmetic, hidden_activation)
    if chosen.backward is None or chosen.update is None:
        raise InputError(f"the {chosen.name} network is not trained")
    values = chosen.forward(X, parameters)
    deltas = chosen.backward(X, y, values, parameters)
    updated = chosen.update(X, values, deltas, parameters, learning_rate)
    return {**values, **deltas, **updated}


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
        >>> len(split_batches(np.ones((5, 2)), np.ones((5, 1)), batch_size=2))
        3
    """
    n_samples = len(X)
    if batch_size is None or batch_size >= n_samples:
        return [(X, y)]
    starts = range(0, n_samples, batch_size)
    return [(X[start : start + batch_size], y[start : start + batch_size]) for start in starts]


def train(
    X: Matrix,
    y: Matrix,
    parameters: Values,
    learning_rate: float,
    epochs: int,
    batch_size: int | None = None,
    record_every: int | list[int] | None = None,
    on_record: OnRecord | None = None,
    network: str | Network = "article",
    arithmetic: str | Arithmetic = "native",
    hidden_activation: str | Activation = "sigmoid",
    error_measure: str | ErrorMeasure | None = None,
    shuffle_seed: int | None = None,
    shuffled_epochs: int = 0,
    columns: Any = None,
) -> Trained:
    """Train a network by gradient descent for a number of epochs.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Initial weights and biases by name: wh, bh, wout and bout for the article's network.
        learning_rate: Factor on every gradient, a number above 0.
        epochs: How many times to go through all samples, a whole number.
        batch_size: Samples in an update: all if not given (full batch), 1 for the article's SGD.
        record_every: Record the error each so many epochs, or at each of several such intervals; a tenth of the epochs
            if not given.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.
        network: Name of the network to train: article, walkthrough, single_layer or neuron; or the network itself.
        arithmetic: Name of the set of operations to compute with: native, the fastest, or portable, the same
            bits everywhere.
        hidden_activation: Name of the activation of the hidden layer: sigmoid, tanh or relu; that of the
            output layer is the sigmoid.
        error_measure: Name of what to record: half_squared_error or mean_absolute_error; or a function of y,
            output and arithmetic that returns a number; the network's own if not given.
        shuffle_seed: Reorder the samples before each epoch, by random numbers from this seed; in their
            given order if not given.
        shuffled_epochs: How many epochs an earlier training has reordered them for; this one goes on after it.
        columns: The columns of the table that X was read from, so that new rows of such a table can be
            predicted; none if X does not come from a table.

    Returns:
        The training, which can be printed, drawn and asked to predict:
        network: The network that was trained, as a record.
        parameters: The trained weights and biases by name.
        output: The output that they give for X, n_samples-by-n_outputs.
        history: A row for each record: the number of epochs done, the error then.
        X: The input that it was trained on, n_samples-by-n_features.
        y: The targets that it was trained on, n_samples-by-n_outputs.
        settings: The learning rate, the number of epochs, and whatever else was chosen, by name.
        columns: What is remembered of the columns of a table; none if X does not come from a table.

    Raises:
        InputError: If shapes do not fit, a value is not finite, or a setting makes no sense.
        StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
            it holds the last finite parameters.

    Source:
        The article, steps 0 to 11; one time through all samples is called an epoch.

    Example:
        >>> from nnref.files.experiments import read_experiment
        >>> article = read_experiment("article")
        >>> trained = train(article.X, article.y, article.parameters, learning_rate=0.1, epochs=5000)
        >>> trained.output.round(2)
        array([[0.98],
               [0.97],
               [0.04]])
    """
    settings: dict[str, Any] = {
        "learning_rate": learning_rate,
        "epochs": epochs,
        "batch_size": batch_size,
        "shuffle_seed": shuffle_seed,
        "shuffled_epochs": shuffled_epochs,
    }
    settings = {name: value for name, value in settings.items() if value is not None}
    for name, value in settings.items():
        check_setting(name, value)
    if record_every is not None:
        settings["report_every"] = record_every
    intervals = max(1, epochs // 10) if record_every is None else record_every
    intervals = intervals if isinstance(intervals, list) else [intervals]
    for interval in intervals:
        check_setting("report_every", interval)
    chosen = choose_network(network, arithmetic, hidden_activation, error_measure)
    check_shapes(chosen.parameters, {"X": X, "y": y, **parameters})
    forward, backward, update = chosen.forward, chosen.backward, chosen.update
    if backward is None or update is None:
        raise InputError(f"the {chosen.name} network is not trained")

    given_batches = split_batches(X, y, batch_size)
    stream = None if shuffle_seed is None else shuffle_stream(shuffle_seed, len(X), shuffled_epochs)

    def one_epoch(state: dict[str, Any]) -> dict[str, Any]:
        parameters, stream = state["parameters"], state["stream"]
        batches = given_batches
        if stream is not None:
            shuffled = shuffle_rows(X, y, stream)
            stream = shuffled["stream"]
            batches = split_batches(shuffled["X"], shuffled["y"], batch_size)
        for X_batch, y_batch in batches:
            values = forward(X_batch, parameters)
            deltas = backward(X_batch, y_batch, values, parameters)
            parameters = update(X_batch, values, deltas, parameters, learning_rate)
        return {"epoch": state["epoch"] + 1, "parameters": parameters, "stream": stream}

    def measure_error(parameters: Values) -> float:
        return chosen.error(X, y, parameters)

    def record(epoch: int, error: float, parameters: Values) -> None:
        if on_record is not None:
            on_record(epoch, error, {name: value.copy() for name, value in parameters.items()})

    initial = {"epoch": 0, "parameters": {name: parameters[name] for name in chosen.parameters}, "stream": stream}
    done = repeat_epochs(initial, one_epoch, measure_error, epochs, intervals, record)
    return Trained(
        network=chosen,
        parameters=done["parameters"],
        output=chosen.predict(X, done["parameters"]),
        history=done["history"],
        X=X,
        y=y,
        settings=settings,
        columns=columns,
    )


def repeat_epochs(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[Values], float],
    epochs: int,
    intervals: list[int],
    on_record: OnRecord | None = None,
) -> dict[str, Any]:
    """Do one epoch after the other, and record the error before the first, on the way and after the last.

    Args:
        state: By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
            an epoch hands on to the next.
        one_epoch: A function of the state that returns the state one epoch later.
        measure_error: A function of the parameters that returns the error to record.
        epochs: The number of epochs at which to stop, a whole number.
        intervals: Record the error at the multiples of each, whole numbers.
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
        >>> repeat_epochs(start, halve, size, epochs=2, intervals=[1])["history"].tolist()
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
    due = min(state["epoch"] + -state["epoch"] % interval for interval in intervals)
    try:
        with np.errstate(all="ignore"):  # what overflows is found as not finite
            while True:
                epoch, parameters = state["epoch"], state["parameters"]
                is_last = epoch == epochs
                if epoch == due or is_last:
                    error = measure_error(parameters)
                    # What is not finite stays so: to look now and then is enough, and costs the loop nothing
                    if find_not_finite(parameters, error):
                        raise find_divergence(recorded, one_epoch, measure_error)
                    history.append((epoch, error))
                    if on_record is not None:
                        on_record(epoch, error, parameters)
                    recorded = state
                    due = min(epoch + interval - epoch % interval for interval in intervals)
                if is_last:
                    break
                state = one_epoch(state)  # at once, so that an interrupt leaves no half of an epoch
    except KeyboardInterrupt:
        last = recorded if find_not_finite(state["parameters"], 0) else state
        message = f"interrupted after {last['epoch']} of {epochs} epochs"
        raise StoppedError(message, 130, last["epoch"], last["parameters"]) from None
    return {"parameters": state["parameters"], "history": np.array(history)}


def find_divergence(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[Values], float],
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
    while not (what := find_not_finite(state["parameters"], measure_error(state["parameters"]))):
        last = state
        state = one_epoch(state)
    message = f"diverged in epoch {state['epoch']}: {what[0]} is not finite"
    return StoppedError(message, 3, last["epoch"], last["parameters"])


def find_not_finite(parameters: Values, error: float) -> list[str]:
    """What has become infinite, or not a number.

    Args:
        parameters: Weights and biases by name.
        error: The error that they give, a number.

    Returns:
        The names of the parameters that hold such a value, then `the error` if it is one.

    Source:
        nnref

    Example:
        >>> find_not_finite({"w": np.array([[1.0]])}, np.inf)
        ['the error']
    """
    values: dict[str, Any] = {**parameters, "the error": error}
    return [name for name, value in values.items() if not np.isfinite(value).all()]
