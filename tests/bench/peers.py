"""The libraries of Python that nnref is measured beside, each given the same job.

The job: sigmoid after both layers, half the squared error summed over the samples, plain full-batch gradient descent in
doubles. A trainer is made for data, initial parameters (without bh and bout: a network without biases) and a learning
rate; called with a number of epochs it trains from the initial parameters and returns the trained ones, or None where
the library cannot do the same job. Each library is imported only where it is used.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Parameters = dict[str, Matrix]
Train = Callable[[int], Parameters | None]
Trainer = Callable[[Matrix, Matrix, Parameters, float], Train]


def scikit_learn(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """MLPRegressor, its nearest: the output is not squashed (less work), the weights are its own."""
    import sklearn  # noqa: PLC0415
    from sklearn.neural_network import MLPRegressor  # noqa: PLC0415

    sklearn.set_config(assume_finite=True)
    n_samples, n_outputs = y.shape
    targets = y.ravel() if n_outputs == 1 else y

    def train(epochs: int) -> None:
        model = MLPRegressor(
            hidden_layer_sizes=parameters["wh"].shape[1],
            activation="logistic",
            solver="sgd",
            momentum=0,
            alpha=0,
            batch_size=n_samples,
            shuffle=False,
            learning_rate_init=min(learning_rate * n_samples, 0.01),  # it takes means; a larger step would diverge
            max_iter=epochs,
            tol=0,
            n_iter_no_change=epochs + 1,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            model.fit(X, targets)
        assert model.n_iter_ == epochs

    return train


def pytorch(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """Tensors and autograd, in place: faster than torch.nn and torch.optim here."""
    import torch  # noqa: PLC0415

    X_tensor, y_tensor = torch.from_numpy(X), torch.from_numpy(y)

    def layer(A: Any, w: Any, b: Any) -> Any:
        return torch.sigmoid(A @ w if b is None else torch.addmm(b, A, w))

    def train(epochs: int) -> Parameters:
        tensors = {name: torch.tensor(A, requires_grad=True) for name, A in parameters.items()}
        wh, bh, wout, bout = (tensors.get(name) for name in ["wh", "bh", "wout", "bout"])
        for _ in range(epochs):
            output = layer(layer(X_tensor, wh, bh), wout, bout)
            loss = ((y_tensor - output) ** 2).sum() / 2
            gradients = torch.autograd.grad(loss, list(tensors.values()))
            with torch.no_grad():
                for tensor, gradient in zip(tensors.values(), gradients, strict=True):
                    tensor.sub_(gradient, alpha=learning_rate)
        return {name: tensor.detach().numpy() for name, tensor in tensors.items()}

    return train


def jax(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """The whole training as one compiled loop."""
    import jax  # noqa: PLC0415
    from jax import numpy as jnp  # noqa: PLC0415

    jax.config.update("jax_enable_x64", True)
    given = {name: jnp.asarray(A) for name, A in {"X": X, "y": y, **parameters}.items()}
    X_given, y_given = given.pop("X"), given.pop("y")

    def loss(values: Any, X: Any, y: Any) -> Any:
        hidden = jax.nn.sigmoid(X @ values["wh"] + values.get("bh", 0))
        output = jax.nn.sigmoid(hidden @ values["wout"] + values.get("bout", 0))
        return ((y - output) ** 2).sum() / 2

    def descend(values: Any, X: Any, y: Any) -> Any:
        return jax.tree.map(lambda A, G: A - learning_rate * G, values, jax.grad(loss)(values, X, y))

    def loop(values: Any, X: Any, y: Any, epochs: Any) -> Any:
        return jax.lax.fori_loop(0, epochs, lambda _, values: descend(values, X, y), values)

    run = jax.jit(loop)

    def train(epochs: int) -> Parameters:
        trained = jax.block_until_ready(run(given, X_given, y_given, epochs))
        return {name: np.asarray(A) for name, A in trained.items()}

    return train


def bare(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """NumPy without any function, as the bare scripts."""

    def train(epochs: int) -> Parameters:
        wh, bh, wout, bout = parameters.values()
        for _ in range(epochs):
            hidden = 1 / (1 + np.exp(-(X @ wh + bh)))
            output = 1 / (1 + np.exp(-(hidden @ wout + bout)))
            d_output = (y - output) * (output * (1 - output))
            d_hidden = (d_output @ wout.T) * (hidden * (1 - hidden))
            wout = wout + hidden.T @ d_output * learning_rate
            wh = wh + X.T @ d_hidden * learning_rate
            bout = bout + d_output.sum(axis=0, keepdims=True) * learning_rate
            bh = bh + d_hidden.sum(axis=0, keepdims=True) * learning_rate
        return {"wh": wh, "bh": bh, "wout": wout, "bout": bout}

    return train


def nnref(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """Its own loop; the error, which it would record before and after, is left out."""
    import dataclasses  # noqa: PLC0415

    from nnref import choose_network  # noqa: PLC0415
    from nnref.train import train as train_network  # noqa: PLC0415

    network = dataclasses.replace(choose_network(), error=lambda *_: 0.0)

    def train(epochs: int) -> Parameters:
        trained = train_network(X, y, parameters, learning_rate, epochs, record_every=epochs, network=network)
        return trained.parameters

    return train


def products(X: Matrix, y: Matrix, parameters: Parameters, learning_rate: float) -> Train:
    """The floor: the five matrix products of an epoch and nothing else."""
    wh, wout = parameters["wh"], parameters["wout"]
    hidden = np.full((len(X), wh.shape[1]), 0.5)
    d_output = np.full(y.shape, 0.5)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            X @ wh
            hidden @ wout
            d_output @ wout.T
            hidden.T @ d_output
            X.T @ hidden

    return train


LIBRARIES: dict[str, Trainer] = {"scikit-learn": scikit_learn, "PyTorch": pytorch, "JAX": jax}
TRAINERS: dict[str, Trainer] = {"nnref": nnref, "floor": products, "bare NumPy": bare, **LIBRARIES}
