"""`make parity`: every comparison of the two languages in one report, on the terminal and as build/parity.html.

For each named quantity of each experiment: its class, the largest error seen, the share of the bound that it used, and
the number of values compared; then how two free-running trainings drift, Python against R, and one against itself with
one weight moved by one unit in the last place.
"""

import io
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from threadpoolctl import threadpool_info

from bounds import Comparison, Matrix, Values
from bridge import ROOT, R
from languages import LANGUAGES, PYTHON, R_LANGUAGE
from networks import NAMED, random_network, stored_network
from nnref.command.run import scale_input
from nnref.files.experiments import read_experiment
from other_networks import PARAMETERS as OTHER_PARAMETERS
from other_networks import compare_with_formulas, other_trace
from stages import PARAMETERS, Language, compare_stages, matrices_of, stage_by_stage, trace

RANDOM_NETWORKS = 300
POINTS = 50  # of a drift
PAGE = ROOT / "build" / "parity.html"


@dataclass
class Row:
    """All comparisons of one quantity on one set of networks."""

    networks: str
    quantity: str
    kind: str
    error: float
    share: float
    count: int


def machine() -> list[tuple[str, str]]:
    """On what the comparisons were made."""
    model = "unknown"
    if (info := Path("/proc/cpuinfo")).exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = models[0] if models else model
    blas = [
        f"{library['internal_api']} {library['version']} ({library.get('architecture', 'unknown kernel')})"
        for library in threadpool_info()
        if library["user_api"] == "blas" and "numpy" in library["filepath"]  # R has loaded its own
    ]
    return [
        ("date", date.today().isoformat()),
        ("processor", f"{model or 'unknown'}, {platform.machine()}"),
        ("Python", platform.python_version()),
        ("NumPy", f"{np.__version__} with {blas[0] if blas else 'its own BLAS'}"),
        ("R", R.evaluate("paste(R.version$major, R.version$minor, sep = '.')")),
        ("BLAS of R", "/".join(Path(R.evaluate("extSoftVersion()[['BLAS']]")).resolve().parts[-2:])),
        ("libm", " ".join(platform.libc_ver())),
    ]


def collect(networks: str, comparisons: Iterator[Comparison]) -> list[Row]:
    """One row for each quantity."""
    rows: dict[str, Row] = {}
    for c in comparisons:
        row = rows.setdefault(c.name, Row(networks, c.name, c.kind, 0.0, 0.0, 0))
        row.error, row.share, row.count = max(row.error, c.error), max(row.share, c.share), row.count + c.count
    return list(rows.values())


def on_identical_inputs(network: Values) -> list[Comparison]:
    """Every stage of one update, Python against R, from the values of either."""
    compared = []
    for language in LANGUAGES:
        v = trace(language, network)
        compared += compare_stages(v, stage_by_stage(PYTHON, v), stage_by_stage(R_LANGUAGE, v), sides=2)
    return compared


def along_the_training(name: str, points: int = 10) -> Iterator[Comparison]:
    """Every stage at some epochs of a stored experiment."""
    experiment = read_experiment(name)
    settings = experiment.settings
    network = settings.get("network", "article")
    matrices = {**matrices_of(experiment), "X": scale_input(matrices_of(experiment)["X"], settings)}
    every = max(1, settings["epochs"] // points)
    if network == "article":
        start = {**stored_network(name), "X": matrices["X"]}
        moments: list[Values] = []
        train(PYTHON, name, on_record=lambda epoch, error, found: moments.append({**start, **found}), every=every)
        for v in moments:
            yield from on_identical_inputs(v)
    else:
        moments = []
        train(PYTHON, name, on_record=lambda epoch, error, found: moments.append({**matrices, **found}), every=every)
        for found in moments:
            for language in LANGUAGES:
                v = other_trace(language, network, {**found, "learning_rate": settings["learning_rate"]})
                yield from compare_with_formulas(network, v)


def train(
    language: Language,
    name: str,
    epochs: int | None = None,
    parameters: dict[str, Matrix] | None = None,
    on_record: Callable[..., None] | None = None,
    every: int | None = None,
) -> dict[str, Any]:
    """Train a stored experiment, or go on with these parameters."""
    experiment = read_experiment(name)
    settings = experiment.settings
    network = settings.get("network", "article")
    matrices = {**matrices_of(experiment), **(parameters or {})}
    matrices["X"] = scale_input(matrices["X"], settings)
    options: dict[str, Any] = {"record_every": every} if every else {}
    if on_record:
        options["on_record"] = on_record
    if "batch_size" in settings:
        options["batch_size"] = settings["batch_size"]
    if "hidden_activation" in settings:
        options["hidden_activation"] = settings["hidden_activation"]
    names = PARAMETERS if network == "article" else OTHER_PARAMETERS[network]
    given = {name: matrices[name] for name in names}
    number = settings["epochs"] if epochs is None else epochs
    data = (matrices["X"], matrices["y"], given, settings["learning_rate"], number)
    made = language.call("train", *data, network=network, **options)
    return {name: made[name] for name in names}


@cache
def path(name: str, language: Language, nudge: bool) -> dict[int, dict[str, Matrix]]:
    """The parameters of a free-running training, by the epochs done.

    With nudge, its first output weight begins one unit in the last place higher.
    """
    experiment = read_experiment(name)
    epochs = experiment.settings["epochs"]
    network = experiment.settings.get("network", "article")
    names = PARAMETERS if network == "article" else OTHER_PARAMETERS[network]
    parameters = {n: matrices_of(experiment)[n].copy() for n in names}
    if nudge:
        parameters["wout"][0, 0] = np.nextafter(parameters["wout"][0, 0], np.inf)
    chunk = epochs // POINTS
    passed = {0: parameters}
    for point in range(1, POINTS + 1):
        parameters = train(language, name, chunk, parameters)
        passed[point * chunk] = parameters
    return passed


def drift(name: str, one: Language, other: Language, nudge: bool = False) -> tuple[list[int], list[float]]:
    """The largest difference in any parameter of two free-running trainings, the second nudged or not, by epoch."""
    first, second = path(name, one, False), path(name, other, nudge)
    return list(first), [largest_difference(first[done], second[done]) for done in first]


def largest_difference(one: dict[str, Matrix], other: dict[str, Matrix]) -> float:
    """The largest difference in any parameter."""
    return max(float(np.abs(one[name] - other[name]).max()) for name in one)


def drifts() -> dict[str, dict[str, tuple[list[int], list[float]]]]:
    """The drifts that the report shows: the article's network stays together, the moons do not."""
    return {
        name: {
            "Python against R": drift(name, PYTHON, R_LANGUAGE),
            "Python, one weight moved by one ULP": drift(name, PYTHON, PYTHON, nudge=True),
            "R, one weight moved by one ULP": drift(name, R_LANGUAGE, R_LANGUAGE, nudge=True),
        }
        for name in ("article", "moons")
    }


def draw(measured: dict[str, dict[str, tuple[list[int], list[float]]]]) -> str:
    """The drifts as an SVG."""
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    panels = figure.subplots(1, len(measured), sharey=True)
    for axes, (name, lines) in zip(panels, measured.items(), strict=True):
        for (label, (done, apart)), style in zip(lines.items(), ("-", "--", ":"), strict=True):
            axes.semilogy(done, np.maximum(apart, 1e-17), style, color="black", label=label, linewidth=1.4)
        axes.set_title(f"experiment {name}")
        axes.set_xlabel("Epochs done")
        axes.grid(color="0.9")
    panels[0].set_ylabel("Largest difference in any parameter")
    panels[0].set_ylim(1e-17, 100)
    panels[0].legend(loc="upper left")
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()[buffer.getvalue().index("<svg") :]


TEMPLATE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nnref: how far Python and R agree</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { padding: 0.15rem 0.6rem; text-align: right; border-bottom: 1px solid #8884; white-space: nowrap; }
  div { overflow-x: auto; }
  th:nth-child(-n + 3), td:nth-child(-n + 3) { text-align: left; }
  figure { margin: 1rem 0; background: white; overflow-x: auto; }
  figure svg { max-width: 100%; height: auto; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
  dd { margin: 0; }
</style>
<h1>How far Python and R agree</h1>
<p>{{ summary }}</p>
<dl>{% for name, value in machine %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
<h2>Where agreement ends</h2>
<p>Two trainings that run freely, each on its own results. The article's network keeps them together. The moons pull
apart whatever differs in the last bit, so no bound and no care can hold two languages together there: one language does
not even agree with itself once a weight is moved by one unit in the last place. Only equal bits (the portable
arithmetic) stay equal.</p>
<figure>{{ picture }}</figure>
<h2>Every named quantity, on identical inputs</h2>
<p>The classes and their bounds are derived in <code>tests/parity/bounds.py</code>. The error is in ULP for activations
and absolute for all others; above a share of 1 the bound would be broken.</p>
<div><table>
<tr><th>networks<th>quantity<th>class<th>largest error<th>share of the bound<th>values compared</tr>
{% for row in rows %}<tr><td>{{ row.networks }}<td><code>{{ row.quantity }}</code><td>{{ row.kind }}
<td>{{ said(row) }}<td>{{ "%.3f" % row.share }}<td>{{ "{:,}".format(row.count) }}</tr>
{% endfor %}</table></div>
</html>
"""


def said(row: Row) -> str:
    """A row's largest error in its own unit."""
    if row.error == 0:
        return "0"
    return f"{row.error:.0f} ULP" if row.kind == "ulp" else f"{row.error:.1e}"


def main() -> int:
    """Compare, print, write the page; 1 if a bound is broken."""
    rows: list[Row] = []
    for name in sorted(file.parent.name for file in (ROOT / "fixtures").glob("*/X.csv")):
        if read_experiment(name).settings.get("network") != "perceptron":
            rows += collect(name, along_the_training(name))
    for name, network in NAMED.items():
        if name != "article":
            rows += collect(name, iter(on_identical_inputs(network)))
    sizes = np.random.RandomState(0).randint(1, 13, size=(RANDOM_NETWORKS, 4)).tolist()
    drawn = (
        comparison
        for seed, (n, d, h, q) in enumerate(sizes)
        for comparison in on_identical_inputs(random_network(seed, n, d, h, q, scale=[1.0, 30.0][seed % 2]))
    )
    rows += collect(f"{RANDOM_NETWORKS} random networks", drawn)

    values = sum(row.count for row in rows)
    broken = [row for row in rows if not row.share <= 1]
    by_class = {
        kind: max((row for row in rows if row.kind == kind), key=lambda row: row.share)
        for kind in ("exact", "ulp", "gauge")
    }
    summary = (
        f"{values:,} values compared in {len(rows)} quantities: {by_class['exact'].error:.0f} differences where bits "
        f"must be equal; activations at most {by_class['ulp'].error:.0f} ULP apart, of 8; sums of products at most "
        f"{by_class['gauge'].share:.2f} of their bound. "
        + ("Every bound holds." if not broken else f"BROKEN: {len(broken)} bounds.")
    )
    for name, value in machine():
        print(f"{name:<12}{value}")
    print(f"\n{'networks':<22}{'quantity':<26}{'class':<15}{'largest error':>14}{'of the bound':>14}{'values':>12}")
    for row in rows:
        print(f"{row.networks:<22}{row.quantity:<26}{row.kind:<15}{said(row):>14}{row.share:>14.3f}{row.count:>12,}")
    measured = drifts()
    print("\nFree-running training: the largest difference in any parameter")
    for name, lines in measured.items():
        for label, (done, apart) in lines.items():
            shown = ", ".join(f"{apart[i]:.1e} after {done[i]}" for i in (1, POINTS // 2, POINTS))
            print(f"  {name:<10}{label:<38}{shown}")
    print(f"\n{summary}")

    PAGE.parent.mkdir(exist_ok=True)
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals["said"] = said
    PAGE.write_text(
        environment.from_string(TEMPLATE).render(
            rows=rows, machine=machine(), summary=summary, picture=Markup(draw(measured))
        )
    )
    print(f"The same with a figure: {PAGE.relative_to(ROOT)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
