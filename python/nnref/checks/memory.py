"""Memory: what does not fit is refused in one line, before the system is asked for it."""

import contextlib
import math
import re

from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS


def memory_left() -> float:
    """How much memory this process can still get.

    Returns:
        The number of bytes; infinite where the system does not say.

    Source:
        Linux: proc(5), cgroups(7).

    Example:
        >>> memory_left() > 0
        True
    """

    def look_up(file: str, pattern: str, unit: int = 1) -> list[float]:
        with contextlib.suppress(OSError), open(file, encoding="latin-1") as stream:
            return [unit * float(number) for number in re.findall(pattern, stream.read(), re.M)]
        return []

    kilobytes = r":\s+([0-9]+) kB$"
    free = look_up("/proc/meminfo", f"^(?:MemAvailable|SwapFree){kilobytes}", 1024)
    allowed = look_up("/proc/self/limits", "^Max address space +([0-9]+) ")
    taken = look_up("/proc/self/status", f"^VmSize{kilobytes}", 1024)
    group = look_up("/sys/fs/cgroup/memory.max", "^([0-9]+)$")
    limits = [*([sum(free)] if free else []), *(limit - sum(taken) for limit in allowed), *group]
    return min(limits, default=math.inf)


def check_memory(numbers: float, what: str) -> None:
    """Refuse what does not fit into memory.

    Args:
        numbers: How many doubles it needs at least, all at once.
        what: What it is, for the error line.

    Returns:
        Nothing.

    Raises:
        InputError: If there is less memory than that.

    Source:
        nnref; else the system ends the process, without a word, or the program with a traceback.

    Example:
        >>> check_memory(1000, "a small network")
    """
    if numbers > 1e6 and 8 * numbers > memory_left():  # to look takes longer than so few numbers are worth
        raise InputError(f"{what}: expected to fit into memory, found that it needs {8 * numbers / 1e9:.1f} GB or more")


def check_network_memory(network: str, sizes: dict[str, float], batch_size: float | None = None) -> None:
    """Refuse a network whose training does not fit into memory.

    Args:
        network: Name of the network, one of the table NETWORKS.
        sizes: How many there are of each by name: sample, feature, hidden neuron and output.
        batch_size: Samples in an update; all if not given.

    Returns:
        Nothing.

    Raises:
        InputError: If there is less memory than that.

    Source:
        nnref; the parameters before and after an update, and the five matrices of each layer that an epoch
        computes from a batch, or the two that the output needs of all samples.

    Example:
        >>> check_network_memory("article", {"sample": 3, "feature": 4, "hidden neuron": 3, "output": 1})
    """
    shapes = NETWORKS[network].values()
    known = {**sizes, "one bias": 1}
    parameters = sum(known[rows] * known[columns] for rows, columns in shapes)
    layers = {columns: known[columns] for _, columns in shapes}
    batch = min(sizes["sample"], batch_size or math.inf)
    numbers = 2 * parameters + max(5 * batch, 2 * sizes["sample"]) * sum(layers.values())
    counted = [f"{known[kind]:.0f} {kind}s" for kind in ["sample", "feature", *layers]]
    check_memory(numbers, f"the {network} network with {', '.join(counted)}")
