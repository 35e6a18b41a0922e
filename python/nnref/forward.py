"""Forward propagation: steps 2 to 4 of the article."""

from nnref.activations import Activation, hidden_activations, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native


def forward(
    X: Matrix,
    wh: Matrix,
    bh: Matrix,
    wout: Matrix,
    bout: Matrix,
    arithmetic: Arithmetic = native,
    hidden_activation: Activation = hidden_activations["sigmoid"],
) -> dict[str, Matrix]:
    """Forward propagation: from the input to the output, layer by layer.

    Args:
        X: Input, n_samples-by-n_features.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        bh: Biases of the hidden layer, 1-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        bout: Biases of the output layer, 1-by-n_outputs.
        arithmetic: The set of operations to compute with.
        hidden_activation: The activation of the hidden layer; that of the output layer is the sigmoid.

    Returns:
        By name:
        hidden_layer_input: The pre-activations of the hidden layer, n_samples-by-n_hidden.
        hidden_layer_activations: Their activations, n_samples-by-n_hidden.
        output_layer_input: The pre-activations of the output layer, n_samples-by-n_outputs.
        output: Their sigmoid, which is what the network answers, n_samples-by-n_outputs.

    Source:
        The article, steps 2 to 4.

    Example:
        >>> import numpy as np
        >>> X, wh, bh = np.array([[1.0, 0.0]]), np.array([[0.5], [0.5]]), np.array([[-0.5]])
        >>> forward(X, wh, bh, wout=np.array([[2.0]]), bout=np.array([[-1.0]]))["output"]
        array([[0.5]])
    """
    dot = arithmetic.dot
    add_bias = arithmetic.add_bias
    activate = hidden_activation.activate

    # Step 2: linear transformation of the input
    hidden_layer_input = add_bias(dot(X, wh), bh)  # (n_samples, n_hidden)

    # Step 3: non-linear transformation
    hidden_layer_activations = activate(hidden_layer_input, arithmetic)  # (n_samples, n_hidden)

    # Step 4: the same two transformations in the output layer
    output_layer_input = add_bias(dot(hidden_layer_activations, wout), bout)  # (n_samples, n_outputs)
    output = sigmoid(output_layer_input, arithmetic)  # (n_samples, n_outputs)

    return {
        "hidden_layer_input": hidden_layer_input,
        "hidden_layer_activations": hidden_layer_activations,
        "output_layer_input": output_layer_input,
        "output": output,
    }
