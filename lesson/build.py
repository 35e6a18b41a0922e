"""Build the lesson: one HTML file, from recorded traces of both languages and from their source files."""

import argparse
import ast
import base64
import gzip
import hashlib
import json
import os
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
from lesson.live.session import change_matrices
from lesson.record.carried import Tree, bounds_of, short
from lesson.record.moons import record_moons
from lesson.record.record import record_epochs
from lesson.record.runs import Trace, matrices_of, r_started, read_record
from lesson.sources import (
    FILES,
    ROOT,
    LessonError,
    code_blocks,
    find_line,
    find_reading,
    inside,
    read_aliases,
    written_out,
)
from nnref import InputError, StoppedError, train_batch
from nnref.activations import hidden_activations
from nnref.arithmetic.native import native
from nnref.arithmetic.portable import arithmetics
from nnref.checks.errors import show_text
from nnref.checks.inputs import network_of
from nnref.command.options import read_options
from nnref.command.report import STEPS, VERSION
from nnref.command.run import Job, prepare_job
from nnref.train import split_batches

PAGE = Path(__file__).resolve().parent / "page"
SCRIPTS = [
    "record", "numbers", "state", "formula", "elements", "predict", "agreement", "grids", "cell", "tools", "curve",
    "moons", "copy", "paper", "draw", "navigate", "start",
]  # fmt: skip
EPOCHS = [*range(1, 11), 100, 500, 1000, 2000, 5000]
WINDOW = 8  # rows and columns of a matrix that the page shows
PARAMETERS = ["wh", "bh", "wout", "bout"]
# What the command may be asked that concerns a lesson
ASKED = [
    "experiment", "fixture", "data", "target", "scale", "drop", "missing", "no_header", "seed", "hidden_neurons",
    "epochs", "learning_rate", "batch_size", "hidden_activation",
]  # fmt: skip


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
    """The bound of each computed cell that is shown: its own and what is carried in. Stops if one is broken."""
    judged = {}
    for quantity in quantities:
        key, tree = quantity["key"], quantity["tree"]
        if tree is None:
            continue
        bounds = bounds_of(key, tree, python, r, WINDOW)
        for i, j in np.ndindex(len(bounds), len(bounds[0])):
            p, q = python[key][i, j], r[key][i, j]
            if abs(Fraction(p) - Fraction(q)) > sum(bounds[i][j]):
                raise LessonError(
                    f"{where}, {key}, row {i + 1}, column {j + 1}: expected Python and R within "
                    f"{short(sum(bounds[i][j], Fraction(0)))}, found {p!r} and {q!r}"
                )
        judged[key] = [[[short(own), short(carried)] for own, carried in row] for row in bounds]
    return judged


def prepare_lesson(arguments: list[str]) -> Job:
    """What the lesson is about, as the command's own options say it."""
    options = read_options(arguments)
    for name in options:
        if name not in ASKED:
            raise InputError(f"--{name.replace('_', '-')}: expected an option that concerns a lesson")
    job = prepare_job(options)
    settings, title = job.experiment.settings, job.experiment.title
    if network_of(settings) != "article":
        raise InputError(f"{title}: expected an experiment with the article's network")
    if "shuffle_seed" in settings:
        raise InputError(f"{title}: expected samples in their given order, found the setting shuffle_seed")
    if settings["epochs"] == 0:
        raise InputError(f"{title}: expected one epoch or more to show, found epochs 0")
    return job


def record_all(arguments: list[str], job: Job, quantities: list[dict[str, Any]]) -> dict[str, Any]:
    """The traces of both languages in each arithmetic, of the published listing, and the bounds between them."""
    settings = job.experiment.settings
    X, y = split_batches(job.X, job.experiment.y, settings.get("batch_size"))[0]
    matrices = {"X": X, "y": y, **job.experiment.parameters}
    last = int(settings["epochs"])
    epochs = sorted({epoch for epoch in EPOCHS if epoch <= last} | {last})
    marks = [epoch for epoch in range(1, last + 1) if epoch < 100 or epoch % 100 == 0]
    listed = [",".join(map(str, each)) for each in (epochs, marks)]
    record: dict[str, Any] = {
        "epochs": epochs,
        "traces": {str(epoch): {} for epoch in epochs},
        "errors": {},
        "bounds": {},
        "shapes": {},
    }
    runs = [*arithmetics, *(["published"] if plays_published(job) else [])]

    def window(rows: list[list[str]]) -> list[list[str]]:
        return [row[:WINDOW] for row in rows[:WINDOW]]

    def keep(run: str, lines: list[str]) -> dict[int, Trace]:
        traces, errors = read_record(lines)
        given = traces.pop(0, None)
        if given:
            record["data"] = {key: window(given[key]) for key in ("X", "y")}
        record["errors"][run] = errors
        for epoch, trace in traces.items():
            record["traces"][str(epoch)][run] = {key: window(rows) for key, rows in trace.items()}
            for key, rows in {**trace, **({key: given[key] for key in ("X", "y")} if given else {})}.items():
                if len(rows) > WINDOW or len(rows[0]) > WINDOW:
                    record["shapes"][key] = [len(rows), len(rows[0])]
        return traces

    with ExitStack() as stack:
        r_lines = {
            name: stack.enter_context(r_started("record.R", name, *listed, *arguments))  # while Python trains
            for name in runs
        }
        python_lines = {name: record_epochs(arguments, name, epochs, marks) for name in arithmetics}
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
    record["batches"] = len(split_batches(job.X, job.experiment.y, settings.get("batch_size")))
    return record


def plays_published(job: Job) -> bool:
    """Whether the article's R listing, with its bias for each sample, can run this."""
    settings = job.experiment.settings
    return "batch_size" not in settings and settings.get("hidden_activation", "sigmoid") == "sigmoid"


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


def run_notes(notes: list[dict[str, Any]], arguments: list[str], job: Job) -> list[dict[str, Any]]:
    """The notes on where the languages differ, each expression with what it printed."""
    matrices = {"X": job.X, "y": job.experiment.y, **job.experiment.parameters}
    for size, most in [("samples", len(job.X)), ("features", job.X.shape[1]), ("hidden", matrices["wh"].shape[1])]:
        for last in range(most, WINDOW, -1):
            matrices = change_matrices(matrices, f"{size}-{last}")
    X, y = matrices["X"], matrices["y"]
    rate = job.experiment.settings["learning_rate"]
    trained = train_batch(X, y, {name: matrices[name] for name in PARAMETERS}, rate)
    quantities = {**matrices, **{name: A for name, A in trained.items() if name not in PARAMETERS}}
    quantities |= {"new_" + name: trained[name] for name in PARAMETERS}
    quantities |= {"values": X.ravel(), "learning_rate": rate}

    with tempfile.NamedTemporaryFile("w", suffix=".txt") as expressions:
        for note in notes:
            expressions.writelines(f"{note.get('target', '-')} {code}\n" for code in note["r"])
        expressions.flush()
        with r_started("transcripts.R", expressions.name, str(WINDOW), *arguments) as r_lines:
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


def plain_lines(steps: list[dict[str, Any]]) -> None:
    """Give each line of code, for each activation, the same in plain NumPy and in plain R."""
    lines: list[tuple[dict[str, Any], str]] = []
    for step in steps:
        for quantity in step["quantities"]:
            if quantity["tree"] is None:
                continue
            code, aliases = quantity["code"], read_aliases(str(step["number"]))
            code["plain"] = {"python": {}, "r": {}}
            for activation in hidden_activations:
                shown = written_out(code["python"]["code"], native, activation, aliases)
                code["plain"]["python"][activation] = shown
                lines.append((code, activation))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        for code, activation in lines:
            statement = code["r"]["code"].split("#")[0].strip()
            name, _, value = statement.partition(" <- ")
            written = {
                "dot": "arithmetic$dot",
                "add_bias": "arithmetic$add_bias",
                "activate": "hidden_activation$activate",
            }
            for short_name, full in written.items():
                value = value.replace(f"{short_name}(", f"{full}(") if f"${short_name}(" not in value else value
            file.write(f"{activation} {name} <- {value}\n")
        file.flush()
        with r_started("plain.R", file.name) as r_lines:
            for (code, activation), line in zip(lines, r_lines(), strict=True):
                code["plain"]["r"][activation] = line.replace("hidden_activation$activate", "activate")


def steps_of(words: dict[str, Any], quantities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps as the template shows them: title, formula, lines of code, why."""
    published = {"row": PAGE.parent / "record/published.R"}
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
            shown.append({**quantity, "code": code})
        titles.discard(None)
        if len(titles) != 1:
            raise LessonError(f"step {number}: expected the same title in both languages, found {sorted(titles)}")
        reading = None
        if number < 2:
            reading = {language: find_reading(language, str(number)) for language in FILES}
        steps.append({
            "number": number, "title": titles.pop(), "why": word["why"], "quantities": shown, "reading": reading,
            "inside": calls_of(number, shown),
        })  # fmt: skip
    plain_lines(steps)
    return steps


def calls_of(number: int, quantities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the lines of a step call, for each arithmetic and the activations with which it is the same."""
    blocks: list[dict[str, Any]] = []
    for name, arithmetic in arithmetics.items():
        for activation in hidden_activations:
            items: dict[str, dict[str, str]] = {}
            for quantity in quantities:
                if quantity["code"]:
                    found = inside(str(number), quantity["code"]["python"]["code"], arithmetic, activation)
                    items |= {item["head"]: item for item in found if item["head"] not in items}
            same = [each for each in blocks if each["arithmetic"] == name and each["items"] == list(items.values())]
            if same:
                same[0]["activations"].append(activation)
            elif items:
                blocks.append({"arithmetic": name, "activations": [activation], "items": list(items.values())})
    return blocks


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


def comments_of(options: dict[str, Any]) -> dict[str, list[str]]:
    """The comments at the head of each matrix of a stored experiment; whatever their encoding, they are shown."""
    if "data" in options:
        return {}
    folder = Path(options.get("fixture") or ROOT / "fixtures" / options["experiment"])
    comments = {}
    for name in ["X", "y", *PARAMETERS]:
        file = folder / f"{name}.csv"
        text = file.read_bytes().decode("utf-8", errors="replace") if file.exists() else ""
        comments[name] = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    return comments


def digest(text: str) -> str:
    """The hash by which the page's own policy knows its style and its script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def read_script() -> str:
    """The page's script: its modules one after the other, as one module."""
    return "\n".join((PAGE / f"scripts/{name}.js").read_text() for name in SCRIPTS)


def build_page(folder: str | None = None, arguments: list[str] | None = None) -> str:
    """The page for one experiment: a folder in the fixture format, or what the command's arguments name."""
    asked = arguments if folder is None else ["--fixture", folder]
    job = prepare_lesson(asked or [])
    options = job.options
    if "data" not in options and "fixture" not in options:
        asked = ["--fixture", str(ROOT / "fixtures" / options["experiment"])]
        asked += [part for part in arguments or [] if part not in ("--experiment", options["experiment"])]
    asked = asked or []
    words = tomllib.loads((PAGE / "words.toml").read_text())
    settings = job.experiment.settings
    quantities = quantities_of(settings)
    record = record_all(asked, job, quantities)
    steps = steps_of(words, quantities)
    notes = run_notes(words["note"], asked, job)
    moons = record_moons()
    changed = {"new_bh": "row_sums", "new_bout": "row_sums"}
    title = options.get("fixture") or options.get("data") or options["experiment"]
    data = {
        "name": Path(title).name,
        "settings": settings,
        "window": WINDOW,
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
        "code": {language: code_blocks(language) for language in FILES},
        "hints": {
            str(step["number"]): [
                step["why"],
                "; ".join(f"{q['name']} = {q['formula']}" for q in step["quantities"]),
                {
                    language: "\n".join(q["code"]["plain"][language]["sigmoid"] for q in step["quantities"])
                    for language in FILES
                },
            ]
            for step in steps
            if step["number"] >= 2
        },
        **record,
        "moons": moons,
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style, script = (PAGE / "page.css").read_text(), read_script()
    return environment.get_template("index.html").render(
        title=words["title"], version=VERSION, name=data["name"], steps=steps, notes=notes,
        errata=read_errata(words["erratum"]), settings=settings, comments=comments_of(options), record=record,
        moons=moons, glossary=words["glossary"], activation=settings.get("hidden_activation", "sigmoid"),
        published="published" if plays_published(job) else "",
        data=json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"),
        style=style, script=script, style_hash=digest(style), script_hash=digest(script),
    )  # fmt: skip


def write_whole(text: str, output: Path) -> None:
    """Write a file as a whole or not at all."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=output.parent, prefix=".lesson-", delete=False) as new:
            try:
                new.write(text)
                new.close()
                os.chmod(new.name, 0o644)
                os.replace(new.name, output)
            except BaseException:
                os.unlink(new.name)
                raise
    except OSError as problem:
        raise InputError(f"{show_text(str(output))}: cannot be written ({problem.strerror})") from None


def main() -> int:
    """Build the page and say what came of it."""
    parser = argparse.ArgumentParser(
        prog="make lesson",
        description="Build the lesson as one HTML file. Other arguments are those of the command: "
        "--experiment, --fixture, --data and --target, --seed, --epochs and so on.",
        allow_abbrev=False,
    )
    parser.add_argument("--output", default=str(ROOT / "build/lesson/index.html"), help="the page")
    options, arguments = parser.parse_known_args()
    output = Path(options.output)
    try:
        if output.is_dir():
            raise InputError(f"{show_text(str(output))}: expected a file to write, found a folder")
        page = build_page(arguments=arguments)
        write_whole(page, output)
    except (LessonError, InputError, StoppedError) as problem:
        print(f"nnref: {problem}", file=sys.stderr)
        return 2
    with suppress(ValueError):
        output = output.relative_to(Path.cwd())
    print(f"{output}: {len(page.encode()):,} bytes, {len(gzip.compress(page.encode())):,} compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
