"""What was measured, as tables: Markdown for the file, aligned columns for the terminal."""

from dataclasses import dataclass

from bench.measure import Ratio, Series, ratio
from bench.targets import GROWTH_N, SIZES, WHOLE_JOBS, Target, find


@dataclass
class Table:
    """A heading, a line on how to read it, and rows of text."""

    heading: str
    text: str
    columns: list[str]
    rows: list[list[str]]

    def markdown(self) -> str:
        """As Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        cells = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"## {self.heading}\n\n{self.text}\n\n{cells}\n"

    def plain(self) -> str:
        """As aligned columns."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in self.rows]
        head = "  ".join(cell.ljust(width) for cell, width in zip(self.columns, widths, strict=True))
        return "\n".join(line.rstrip() for line in [self.heading, "", head, *lines]) + "\n"


def show_seconds(seconds: float | None) -> str:
    """Three digits and a unit."""
    if seconds is None:
        return "-"
    for factor, unit in [(1, "s"), (1e3, "ms"), (1e6, "us")]:
        if seconds * factor >= 0.9995 or unit == "us":
            value = seconds * factor
            digits = max(0, 2 - (len(str(int(value))) - 1))
            return f"{value:.{digits}f} {unit}"
    raise AssertionError


def show_ratio(value: Ratio | None) -> str:
    """The median, and from where to where it goes."""
    if value is None:
        return "-"
    if value.least == value.greatest:
        return f"{value.median:.3g}"
    return f"{value.median:.3g} ({value.least:.3g} to {value.greatest:.3g})"


def show_megabytes(value: float | None) -> str:
    """Megabytes."""
    return "-" if value is None else f"{value / 1e6:.0f} MB"


def target_table(judged: list[Target]) -> Table:
    """Each target and whether it is met."""
    rows = [
        [
            target.text,
            f"{'below' if target.ahead else 'at most'} {target.limit:g}",
            show_ratio(target.measured),
            f"{target.measured.best:.3g}" if target.measured else "-",
            target.verdict if target.measured or not target.note else f"{target.verdict}: {target.note}",
        ]
        for target in judged
    ]
    met = sum(target.verdict == "met" for target in judged)
    measured = sum(target.measured is not None for target in judged)
    heading = f"Targets: {met} of {measured} met, {len(judged) - measured} not measured"
    text = (
        "nnref's time over the other's in the same round: the median of the rounds, which counts, and the least to the "
        "greatest; then our best round over their best, which a busy machine disturbs least."
    )
    return Table(heading, text, ["target", "wanted", "measured", "best", "verdict"], rows)


def command_table(series: list[Series], part: str, jobs: list[str], heading: str, text: str) -> Table:
    """Commands from Enter to result."""
    rows = []
    for s in series:
        if s.part == part and s.job in jobs:
            ours = find(series, part, s.job, s.language, "nnref")
            cpu = sorted(s.cpu)[len(s.cpu) // 2] if s.cpu else None
            times = show_seconds(s.median), show_ratio(ratio(ours, s)) if s.name != "nnref" else "", show_seconds(cpu)
            rows.append([s.job, s.language, s.name, *times, show_megabytes(s.memory), s.note])
    columns = ["job", "language", "program", "time", "nnref / it", "processor", "memory", "note"]
    return Table(heading, text, columns, rows)


def whole_table(series: list[Series]) -> Table:
    """Part a."""
    text = "From Enter to result. The job is the same where no note says otherwise; memory is the peak of the process."
    return command_table(series, "whole", WHOLE_JOBS, "Whole commands", text)


def start_table(series: list[Series]) -> Table:
    """Part d."""
    jobs = list(dict.fromkeys(s.job for s in series if s.part == "start"))
    text = "Each command beside the least that its language can do: import NumPy, or start R."
    return command_table(series, "start", jobs, "Start-up", text)


def epoch_table(series: list[Series]) -> Table:
    """Part b."""
    sizes = [size for size in SIZES if any(s.part == "epoch" and s.job == size for s in series)]
    rows = []
    for language, name in dict.fromkeys((s.language, s.name) for s in series if s.part == "epoch"):
        cells = []
        for size in sizes:
            s = find(series, "epoch", size, language, name)
            measured = ratio(find(series, "epoch", size, language, "nnref"), s)
            if s is None or s.median is None:
                cells.append(s.note if s else "-")
            elif name == "nnref" or measured is None:
                cells.append(show_seconds(s.median))
            else:
                cells.append(f"{show_seconds(s.median)}; {show_ratio(measured)}")
        rows.append([language, name, *cells])
    text = (
        "One epoch, and nnref's time over it. The floor is the five matrix products alone, with the same BLAS. "
        "Sizes are samples x features x hidden neurons x outputs."
    )
    return Table("Per epoch", text, ["language", "program", *sizes], rows)


def growth_table(series: list[Series]) -> Table:
    """Part c."""
    rows = []
    for job in dict.fromkeys(s.job for s in series if s.part == "growth"):
        cells = [job]
        letter, _, size = job.split()
        values = int(size) * 10 if letter == "n" else GROWTH_N * int(size)
        for language in ["Python", "R"]:
            ours = find(series, "growth", job, language, "nnref")
            floor = find(series, "growth", job, language, "floor")
            arrays = f"{ours.memory / values / 8:.2f}" if ours and ours.memory else "-"
            times = (show_seconds(s.median if s else None) for s in (ours, floor))
            cells += [*times, show_megabytes(ours.memory if ours else None), arrays]
        rows.append(cells)
    names = ["nnref", "floor", "memory", "arrays of n x h"]
    columns = ["size", *(f"{language}: {name}" for language in ["Python", "R"] for name in names)]
    text = (
        "One epoch as n grows (2 features, 10 hidden neurons, 1 output) and as h grows "
        f"({GROWTH_N:,} samples, 16 features, 1 output), and what two epochs hold at their peak."
    )
    return Table("Growth", text, columns, rows)
