"""Random numbers from a seed, the same in both languages."""

from typing import Any

import numpy as np


def uniform_stream(seed: int) -> Any:
    """The beginning of the stream of random numbers that belongs to a seed.

    Args:
        seed: A whole number from 0 to 4294967295.

    Returns:
        The state of the generator, to be given to draw_uniform.

    Source:
        The generator MT19937 of Matsumoto and Nishimura, begun by their function init_genrand.

    Example:
        >>> draw_uniform(uniform_stream(42), size=1)["values"]
        array([0.37454012])
    """
    return np.random.RandomState(seed).get_state()


def draw_uniform(stream: Any, size: int) -> dict[str, Any]:
    """The next random numbers of a stream: those of numpy.random.RandomState(seed).uniform().

    Args:
        stream: The state of the generator, as uniform_stream or an earlier draw_uniform returned it.
        size: How many numbers to draw.

    Returns:
        By name:
        values: The numbers, each from 0 up to but not 1. Those that anybody else draws stay as they would have been.
        stream: The state after them.

    Source:
        NumPy's compatibility policy has frozen this stream. Two 32-bit words a and b of the generator make
        one value: (floor(a / 32) 2^26 + floor(b / 64)) / 2^53.

    Example:
        >>> draw_uniform(uniform_stream(42), size=2)["values"]
        array([0.37454012, 0.95071431])
    """
    generator = np.random.RandomState()
    generator.set_state(stream)
    values = generator.uniform(size=size)
    return {"values": values, "stream": generator.get_state()}
