"""The update: steps 10 and 11 of the article."""

from nnref.arithmetic.native import Arithmetic, Matrix, native


def update_parameters(
    X: Matrix,
    hidden_layer_activations: Matrix,
    d_hidden_layer: Matrix,
    d_output: Matrix,
    wh: Matrix,
    bh: Matrix,
    wout: Matrix,
    bout: Matrix,
    learning_rate: float,
    arithmetic: Arithmetic = native,
) -> dict[str, Matrix]:
    """One step of gradient descent: move each weight and bias against its gradient.

    Args:
        X: Input, n_samples-by-n_features.
        hidden_layer_activations: Activations of the hidden layer, n_samples-by-n_hidden.
        d_hidden_layer: Delta of the hidden layer, n_samples-by-n_hidden.
        d_output: Delta of the output layer, n_samples-by-n_outputs.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        bh: Biases of the hidden layer, 1-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        bout: Biases of the output layer, 1-by-n_outputs.
        learning_rate: Factor on every gradient, a number.
        arithmetic: The set of operations to compute with.

    Returns:
        By name:
        wh: The new weights of the hidden layer, n_features-by-n_hidden; the old ones stay as they were, here and below.
        bh: The new biases of the hidden layer, 1-by-n_hidden.
        wout: The new weights of the output layer, n_hidden-by-n_outputs.
        bout: The new biases of the output layer, 1-by-n_outputs.

    Source:
        The article, steps 10 and 11. The gradient is summed, not averaged, over the samples; the
        deltas carry its minus sign already, hence the plus.

    Example:
        >>> import numpy as np
        >>> one = np.array([[1.0]])
        >>> update_parameters(one, one, one, one, one, one, one, one, learning_rate=0.5)["bout"]
        array([[1.5]])
    """
    # Step 10: weights, from what came in through them and the delta they led to
    wout = wout + arithmetic.dot_at_b(hidden_layer_activations, d_output) * learning_rate  # (n_hidden, n_outputs)
    wh = wh + arithmetic.dot_at_b(X, d_hidden_layer) * learning_rate  # (n_features, n_hidden)

    # Step 11: biases, whose input is always 1
    bout = bout + arithmetic.column_sums(d_output) * learning_rate  # (1, n_outputs)
    bh = bh + arithmetic.column_sums(d_hidden_layer) * learning_rate  # (1, n_hidden)

    return {"wh": wh, "bh": bh, "wout": wout, "bout": bout}
