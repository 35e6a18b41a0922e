"""The plots of the benchmark."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.measure import Series
from bench.tables import show_seconds
from bench.targets import BARE, GROWTH_N, SIZES, WHOLE_JOBS, find

COLOURS = {"nnref": "#0072b2", "floor": "#999999", "bare NumPy": "#bbbbbb", "bare R": "#bbbbbb"}
OTHERS = "#e69f00"
CUT = 8  # times nnref
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
LANGUAGES = {"Python": "#0072b2", "R": "#d55e00"}


def bars(axes: Axes, rows: list[Series], ours: float) -> None:
    """A bar for each contender: how many times as long as nnref it takes. What is too long is cut off."""
    names = [s.name for s in rows]
    ratios = [(s.median or 0) / ours for s in rows]
    end = min(max(ratios), CUT)
    axes.barh(names, [min(r, end) for r in ratios], color=[COLOURS.get(name, OTHERS) for name in names])
    for place, (s, r) in enumerate(zip(rows, ratios, strict=True)):
        beside = "" if s.name == "nnref" else f"   {r:.3g} x"
        cut = " ..." if r > end else ""
        text = f"{cut} {show_seconds(s.median)}{beside}"
        axes.text(min(r, end), place, text, va="center", fontsize=8, bbox=BEHIND)
    axes.axvline(1, color=COLOURS["nnref"], linewidth=0.8, zorder=0)
    axes.set_xlim(0, end * 1.5)
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def plot_bars(series: list[Series], part: str, jobs: list[str], title: str, file: Path) -> bool:
    """A panel for each job and language; whether there was anything to draw."""
    jobs = [job for job in jobs if any(s.part == part and s.job == job and s.samples for s in series)]
    if not jobs:
        return False
    figure = Figure(figsize=(11, 2.2 * len(jobs) + 0.6))
    panels = figure.subplots(len(jobs), 2, squeeze=False)
    for job, row in zip(jobs, panels, strict=True):
        for language, axes in zip(BARE, row, strict=True):
            chosen = [s for s in series if (s.part, s.job, s.language) == (part, job, language) and s.samples]
            ours = find(series, part, job, language, "nnref")
            if not chosen or ours is None or ours.median is None:
                axes.set_visible(False)
                continue
            bars(axes, chosen, ours.median)
            axes.set_title(f"{job}, {language}", loc="left", fontsize=10)
            axes.tick_params(labelsize=8)
    save(figure, title, file)
    return True


def plot_growth(series: list[Series], file: Path) -> bool:
    """Time and memory against n and against h, both scales logarithmic."""
    grown = [s for s in series if s.part == "growth" and s.samples]
    if not grown:
        return False
    figure = Figure(figsize=(11, 7))
    panels = figure.subplots(2, 2)
    for column, letter in enumerate(["n", "h"]):
        fixed = "h = 10" if letter == "n" else f"n = {GROWTH_N:,}"
        for language, colour in LANGUAGES.items():
            for name, style in [("nnref", "o-"), ("floor", ":")]:
                points = [
                    (int(s.job.split()[2]), s.median, s.memory)
                    for s in grown
                    if s.job[0] == letter and (s.language, s.name) == (language, name)
                ]
                sizes, times, memory = zip(*points, strict=True) if points else ([], [], [])
                label = f"nnref in {language}" if name == "nnref" else f"its five matrix products, {language}"
                panels[0, column].plot(sizes, times, style, color=colour, label=label, markersize=4)
                if name == "nnref":
                    panels[1, column].plot(sizes, memory, style, color=colour, label=label, markersize=4)
                    guide = [(times, panels[0, column]), (memory, panels[1, column])]
                    for values, axes in guide if language == "Python" and points else []:
                        proportional = [values[-1] * size / sizes[-1] for size in sizes]
                        axes.plot(sizes, proportional, color="#cccccc", linewidth=4, zorder=0, label="proportional")
        for row, what in enumerate(["seconds for an epoch", "bytes at the peak"]):
            axes = panels[row, column]
            axes.set(xscale="log", yscale="log", xlabel=f"{letter} ({fixed})", ylabel=what)
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(color="#eeeeee")
            axes.legend(fontsize=8, frameon=False)
    save(figure, "Growth", file)
    return True


def save(figure: Figure, title: str, file: Path) -> None:
    """Give it its title, and write it."""
    figure.suptitle(title, x=0.01, ha="left")
    figure.tight_layout()
    figure.savefig(file, dpi=130)


def draw_plots(series: list[Series], folder: Path) -> list[str]:
    """All plots for which there is something to draw; their names."""
    starts = list(dict.fromkeys(s.job for s in series if s.part == "start"))
    whole = "Whole commands, from Enter to result, and how many times nnref's time that is"
    drawn = {
        "whole.png": plot_bars(series, "whole", WHOLE_JOBS, whole, folder / "whole.png"),
        "epoch.png": plot_bars(
            series, "epoch", SIZES, "One epoch, and how many times nnref's time that is", folder / "epoch.png"
        ),
        "growth.png": plot_growth(series, folder / "growth.png"),
        "start.png": plot_bars(series, "start", starts, "Start-up", folder / "start.png"),
    }
    return [name for name, there in drawn.items() if there]
