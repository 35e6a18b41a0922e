"""Build the lesson: one HTML file, from recorded traces of both languages and from their source files."""

import argparse
import ast
import base64
import gzip
import hashlib
import json
import sys
import tempfile
import tomllib
import warnings
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from bounds import STAGE
from lesson.carried import Tree, bounds_of, short
from lesson.moons import record_moons
from lesson.record import PARAMETERS, record_epochs
from lesson.runs import Trace, matrices_of, r_started, read_record
from lesson.sources import FILES, ROOT, LessonError, find_line, find_reading, inside
from nnref import InputError, read_experiment, train_batch
from nnref.arithmetic.portable import arithmetics
from nnref.checks.inputs import network_of
from nnref.command.report import STEPS, VERSION
from nnref.files.experiments import Experiment
from nnref.files.matrices import read_lines

HERE = Path(__file__).resolve().parent
EPOCHS = [*range(1, 11), 100, 500, 1000, 2000, 5000]
LARGEST = 8  # rows or columns of a matrix that a page can show cell by cell


def formula_tree(formula: str, learning_rate: float) -> Tree:
    """A formula of the table STEPS as nested lists: the operator, then its parts."""
    operators = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}

    def build(node: ast.expr) -> Tree:
        match node:
            case ast.Name(id="learning_rate"):
                return ["number", "learning_rate", learning_rate]
            case ast.Name(id=name):
                return ["name", name]
            case ast.BinOp(left=left, op=operator, right=right):
                return [operators[type(operator)], build(left), build(right)]
            case ast.Call(func=ast.Name(id="dot" | "transpose" | "column_sums" | "row_sums" as name), args=arguments):
                return [name, *map(build, arguments)]
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return ["call", name, build(argument)]
        raise LessonError(f"the formula {formula}: expected names, + - * and calls, found {ast.unparse(node)}")

    return build(ast.parse(formula, mode="eval").body)


def quantities_of(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """Every named quantity in the order of the steps, with its formula as text and as a tree."""
    activation = settings.get("hidden_activation", "sigmoid")
    quantities = []
    for step, name, formula in STEPS:
        given = step in ("0", "1")
        text = formula.format(activation=activation)
        quantities.append({
            "step": int(step),
            "name": name,
            "key": "new_" + name if step in ("10", "11") else name,
            "formula": text,
            "tree": None if given else formula_tree(text, settings["learning_rate"]),
        })  # fmt: skip
    return quantities


def judge(
    quantities: list[dict[str, Any]], python: dict[str, Any], r: dict[str, Any], where: str
) -> dict[str, list[list[list[str]]]]:
    """The bound of each computed cell of an epoch: its own and what is carried in. Stops if one is broken."""
    judged = {}
    for quantity in quantities:
        key, tree = quantity["key"], quantity["tree"]
        if tree is None:
            continue
        bounds = bounds_of(key, tree, python, r)
        for i, j in np.ndindex(python[key].shape):
            p, q = python[key][i, j], r[key][i, j]
            if abs(Fraction(p) - Fraction(q)) > sum(bounds[i][j]):
                raise LessonError(
                    f"{where}, {key}, row {i + 1}, column {j + 1}: expected Python and R within "
                    f"{short(sum(bounds[i][j], Fraction(0)))}, found {p!r} and {q!r}"
                )
        judged[key] = [[[short(own), short(carried)] for own, carried in row] for row in bounds]
    return judged


def record_all(folder: str, experiment: Experiment, quantities: list[dict[str, Any]]) -> dict[str, Any]:
    """The traces of both languages in each arithmetic, of the published listing, and the bounds between them."""
    settings = experiment.settings
    matrices = {"X": experiment.X, "y": experiment.y, **experiment.parameters}
    last = int(settings["epochs"])
    epochs = sorted({epoch for epoch in EPOCHS if epoch <= last} | {last})
    listed = ",".join(map(str, epochs))
    record: dict[str, Any] = {
        "epochs": epochs,
        "traces": {str(epoch): {} for epoch in epochs},
        "errors": {},
        "bounds": {},
    }

    def keep(run: str, lines: list[str]) -> dict[int, Trace]:
        traces, errors = read_record(lines)
        record["data"] = traces.pop(0)
        record["errors"][run] = errors
        for epoch, trace in traces.items():
            record["traces"][str(epoch)][run] = trace
        return traces

    with ExitStack() as stack:
        r_lines = {
            name: stack.enter_context(r_started("record.R", name, listed, folder))  # while Python trains
            for name in [*arithmetics, "published"]
        }
        python_lines = {
            name: record_epochs(matrices, settings, arithmetic, epochs) for name, arithmetic in arithmetics.items()
        }
        r = {name: keep(f"r {name}", lines()) for name, lines in r_lines.items()}
        python = {name: keep(f"python {name}", lines) for name, lines in python_lines.items()}
    for name in arithmetics:
        if name == "portable":
            if python[name] != r[name]:
                raise LessonError("portable arithmetic: expected the same bits from Python and R, found others")
            continue
        given = {**matrices, "learning_rate": settings["learning_rate"]}
        given["activation"] = settings.get("hidden_activation", "sigmoid")
        record["bounds"][name] = {
            epoch: judge(
                quantities,
                given | matrices_of(python[name][epoch]),
                given | matrices_of(r[name][epoch]),
                f"{name} arithmetic, epoch {epoch}",
            )
            for epoch in epochs
        }
    record["arithmetics"] = list(arithmetics)
    return record


def python_transcript(code: str, target: str, quantities: dict[str, Any]) -> dict[str, str]:
    """What Python prints for an expression, and whether it is the quantity named."""
    verdict = "none"
    said = []
    with warnings.catch_warnings(record=True) as caught, np.printoptions(precision=4, suppress=True, linewidth=60):
        warnings.simplefilter("always")
        try:
            value = eval(code, {"np": np}, quantities)
            said.append(str(value) if isinstance(value, np.generic) else repr(value))
            if target != "-":
                verdict = "right" if np.array_equal(value, quantities[target]) else "wrong"
        except Exception as problem:
            said.append(f"{type(problem).__name__}: {problem}")
            verdict = "refused"
    said = [f"{warning.category.__name__}: {warning.message}" for warning in caught] + said
    return {"code": code, "verdict": verdict, "printed": "\n".join(said)}


def run_notes(notes: list[dict[str, Any]], folder: str, experiment: Experiment) -> list[dict[str, Any]]:
    """The notes on where the languages differ, each expression with what it printed."""
    matrices = {"X": experiment.X, "y": experiment.y, **experiment.parameters}
    rate = experiment.settings["learning_rate"]
    trained = train_batch(experiment.X, experiment.y, experiment.parameters, rate)
    quantities = {**matrices, **{name: A for name, A in trained.items() if name not in PARAMETERS}}
    quantities |= {"new_" + name: trained[name] for name in PARAMETERS}
    quantities |= {"values": matrices["X"].ravel(), "learning_rate": rate}

    with tempfile.NamedTemporaryFile("w", suffix=".txt") as expressions:
        for note in notes:
            expressions.writelines(f"{note.get('target', '-')} {code}\n" for code in note["r"])
        expressions.flush()
        with r_started("transcripts.R", expressions.name, folder) as r_lines:
            lines = r_lines()
    blocks: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("@ "):
            blocks.append({"verdict": line[2:], "printed": []})
        else:
            blocks[-1]["printed"].append(line.rstrip())
    run = []
    for note in notes:
        r = []
        for code in note["r"]:
            block = blocks.pop(0)
            r.append({"code": code, "verdict": block["verdict"], "printed": "\n".join(block["printed"])})
        python = [python_transcript(code, note.get("target", "-"), quantities) for code in note["python"]]
        run.append({**note, "r": r, "python": python})
    return run


def steps_of(words: dict[str, Any], quantities: list[dict[str, Any]], settings: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps as the template shows them: title, formula, lines of code, why."""
    activation = settings.get("hidden_activation", "sigmoid")
    published = {"row": HERE / "published.R"}
    steps = []
    for word in words["step"]:
        number = word["number"]
        shown = []
        titles = {word.get("title")}
        for quantity in (q for q in quantities if q["step"] == number):
            code: dict[str, Any] = {}
            if quantity["tree"] is not None:
                for language in FILES:
                    code[language] = find_line(language, str(number), quantity["name"])
                    titles.add(code[language].pop("title"))
                code["published"] = find_line("r", str(number), quantity["name"], published["row"])
                code["inside"] = {
                    name: inside(str(number), code["python"]["code"], arithmetic, activation)
                    for name, arithmetic in arithmetics.items()
                }
            shown.append({**quantity, "code": code})
        titles.discard(None)
        if len(titles) != 1:
            raise LessonError(f"step {number}: expected the same title in both languages, found {sorted(titles)}")
        reading = None
        if number < 2:
            reading = {language: find_reading(language, str(number)) for language in FILES}
        steps.append(
            {"number": number, "title": titles.pop(), "why": word["why"], "quantities": shown, "reading": reading}
        )
    return steps


def read_errata(places: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The errata as fixtures/ERRATA.md tells them: each with its title and its blocks, and where it belongs."""
    errata = []
    for section in (ROOT / "fixtures/ERRATA.md").read_text().split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        name, _, title = heading.partition(": ")
        blocks: list[tuple[str, Any]] = []
        for block in body.strip().split("\n\n"):
            lines = block.split("\n")
            if lines[0].startswith("|"):
                cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
                blocks.append(("table", [cells[0], *cells[2:]]))
            elif lines[0].startswith("- "):
                blocks.append(("list", [line.removeprefix("- ") for line in lines]))
            else:
                blocks.append(("text", " ".join(lines)))
        errata.append({"name": name, "title": title, "blocks": blocks, **places.pop(name, {})})
    if places:
        raise LessonError(f"fixtures/ERRATA.md: expected a section {', '.join(places)}, found none")
    return errata


def comments_of(folder: str) -> dict[str, list[str]]:
    """The comments at the head of each matrix of an experiment."""
    return {
        name: [line.lstrip("# ") for line in read_lines(f"{folder}/{name}.csv") if line.startswith("#")]
        for name in ["X", "y", *PARAMETERS]
    }


def digest(text: str) -> str:
    """The hash by which the page's own policy knows its style and its script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def build_page(folder: str) -> str:
    """The page for one experiment."""
    experiment = read_experiment(folder=folder)
    if network_of(experiment.settings) != "article":
        raise InputError(f"{folder}: expected an experiment with the article's network")
    sizes = [size for A in (experiment.X, experiment.y, *experiment.parameters.values()) for size in A.shape]
    if max(sizes) > LARGEST:
        raise InputError(f"{folder}: expected matrices of up to {LARGEST} rows and columns, found {max(sizes)}")
    words = tomllib.loads((HERE / "words.toml").read_text())
    settings = experiment.settings
    quantities = quantities_of(settings)
    record = record_all(folder, experiment, quantities)
    steps = steps_of(words, quantities, settings)
    notes = run_notes(words["note"], folder, experiment)
    moons = record_moons()
    changed = {"new_bh": "row_sums", "new_bout": "row_sums"}
    data = {
        "settings": settings,
        "quantities": [
            {name: q[name] for name in ("step", "name", "key", "formula", "tree")}
            | {"kind": STAGE[q["key"]].kind if q["tree"] else "given"}
            | (
                {"published": json.loads(json.dumps(q["tree"]).replace("column_sums", changed[q["key"]]))}
                if q["key"] in changed
                else {}
            )
            for q in quantities
        ],
        **record,
        "moons": moons,
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style, script = ((HERE / name).read_text() for name in ("page.css", "page.js"))
    return environment.get_template("page.html").render(
        title=words["title"], version=VERSION, name=Path(folder).name, steps=steps, notes=notes,
        errata=read_errata(words["erratum"]), settings=settings, comments=comments_of(folder), record=record,
        moons=moons,
        data=json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"),
        style=style, script=script, style_hash=digest(style), script_hash=digest(script),
    )  # fmt: skip


def main() -> int:
    """Build the page and say what came of it."""
    parser = argparse.ArgumentParser(prog="make lesson", description="Build the lesson as one HTML file.")
    parser.add_argument(
        "--fixture", default=str(ROOT / "fixtures/article"), help="the experiment: a folder in the fixture format"
    )
    parser.add_argument("--output", default=str(ROOT / "build/lesson/index.html"), help="the page")
    options = parser.parse_args()
    try:
        page = build_page(options.fixture)
    except (LessonError, InputError) as problem:
        print(f"nnref: {problem}", file=sys.stderr)
        return 2
    output = Path(options.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(page)
    with suppress(ValueError):
        output = output.relative_to(Path.cwd())
    print(f"{output}: {len(page.encode()):,} bytes, {len(gzip.compress(page.encode())):,} compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
