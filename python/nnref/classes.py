"""From outputs to classes: what a network says a sample is, and how often it is right."""

import numpy as np

from nnref.arithmetic import Matrix


def predicted_class(output: Matrix) -> Matrix:
    """The class of each sample: the output that is largest, or for a single output whether it is above a half.

    Args:
        output: Outputs or targets, n_samples-by-n_outputs.

    Returns:
        The class of each sample, n_samples-by-1: a whole number from 0; of equal outputs the first counts.

    Source:
        The log, "recognize handwritten digits".

    Example:
        >>> predicted_class(np.array([[0.1, 0.7, 0.2]]))
        array([[1.]])
    """
    if output.shape[1] == 1:
        return (output > 0.5).astype(np.float64)
    largest: Matrix = output.argmax(axis=1).astype(np.float64).reshape(-1, 1)
    return largest


def confusion_matrix(y: Matrix, output: Matrix) -> Matrix:
    """How often each class was taken for each other.

    Args:
        y: Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
        output: Output of the network, n_samples-by-n_outputs.

    Returns:
        Counts: a row for each true class, a column for each predicted one.

    Source:
        The standard table of a classifier; its diagonal counts what is right.

    Example:
        >>> confusion_matrix(np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.2], [0.4]]))
        array([[1., 0.],
               [1., 1.]])
    """
    n_classes = max(2, y.shape[1])
    counts = np.zeros((n_classes, n_classes))
    for true, predicted in zip(predicted_class(y)[:, 0], predicted_class(output)[:, 0], strict=True):
        counts[int(true), int(predicted)] += 1
    return counts
