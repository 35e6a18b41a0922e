"""The targets for speed and memory, and whether what was measured meets them."""

import math
from dataclasses import dataclass

from bench.measure import Ratio, Series, ratio

SIZES = ["3x4x3x1", "1000x2x10x1", "1797x64x100x10", "60000x784x128x10"]  # n x d x h x q
LARGEST = SIZES[-1]
PEERS = {"Python": ["scikit-learn", "PyTorch", "JAX"], "R": ["nnet", "neuralnet", "RSNNS"]}
BARE = {"Python": "bare NumPy", "R": "bare R"}
WHOLE_JOBS = ["article", "moons"]
BARE_LIMIT = {"Python": 1.3, "R": 1.5}
FLOOR_LIMIT = {"Python": 1.15, "R": 1.4}
LINEAR = 1.1  # the exponent of growth from 10^5 to 10^6 samples
ARRAYS = 6


@dataclass
class Target:
    """What is asked, what was measured."""

    text: str
    limit: float
    ahead: bool  # below the limit, not only up to it
    measured: Ratio | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """met, missed, or not measured."""
        if self.measured is None:
            return "not measured"
        met = self.measured.median < self.limit if self.ahead else self.measured.median <= self.limit
        return "met" if met else "missed"


def find(series: list[Series], part: str, job: str, language: str, name: str) -> Series | None:
    """The series of that contender, if there is one."""
    wanted = (part, job, language, name)
    return next((s for s in series if (s.part, s.job, s.language, s.name) == wanted), None)


def targets(series: list[Series], parts: str = "abc") -> list[Target]:
    """Every target of the parts that were run."""
    judged = []

    def compare(part: str, job: str, language: str, name: str, text: str, limit: float = 1, ahead: bool = True) -> None:
        theirs = find(series, part, job, language, name)
        measured = ratio(find(series, part, job, language, "nnref"), theirs)
        judged.append(Target(f"{language}, {text}", limit, ahead, measured, theirs.note if theirs else ""))

    for language, peers in PEERS.items():
        for job in WHOLE_JOBS if "a" in parts else []:
            compare("whole", job, language, BARE[language], f"{job}: bare script", BARE_LIMIT[language], False)
            for peer in peers:
                compare("whole", job, language, peer, f"{job}: {peer}")
        for size in SIZES if "b" in parts else []:
            for peer in peers:
                if peer != "JAX" or size in SIZES[2:]:
                    compare("epoch", size, language, peer, f"an epoch of {size}: {peer}")
            if size == LARGEST:
                compare("epoch", size, language, "floor", f"an epoch of {size}: floor", FLOOR_LIMIT[language], False)
        if "c" in parts:
            judged += growth_targets(series, language)
    return judged


def growth_targets(series: list[Series], language: str) -> list[Target]:
    """Linear in n, and not too many arrays."""
    few, many = (find(series, "growth", f"n = {n}", language, "nnref") for n in (10**5, 10**6))
    time = memory = arrays = None
    if few and many and few.median and many.median:
        slopes = [math.log10(b / a) for a, b in zip(few.samples, many.samples, strict=False)]
        best = math.log10(min(many.samples) / min(few.samples))
        time = Ratio(math.log10(many.median / few.median), min(slopes), max(slopes), best)
    if few and many and few.memory and many.memory:
        memory = exactly(math.log10(many.memory / few.memory))
    widest = find(series, "growth", "h = 1024", language, "nnref")
    if widest and widest.memory:
        arrays = exactly(widest.memory / (8 * GROWTH_N * 1024))
    return [
        Target(f"{language}, time grows as a power of n", LINEAR, False, time),
        Target(f"{language}, memory grows as a power of n", LINEAR, False, memory),
        Target(f"{language}, arrays of n x h alive at once", ARRAYS, False, arrays),
    ]


def exactly(value: float) -> Ratio:
    """A number that was measured once."""
    return Ratio(value, value, value, value)


GROWTH_N = 10_000  # the number of samples while h grows
