"""The lines of both languages that the lesson shows, found in their source files."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

from nnref.activations import hidden_activations
from nnref.arithmetic.native import Arithmetic

ROOT = Path(__file__).resolve().parents[1]
FILES = {"python": ROOT / "python/nnref", "r": ROOT / "r/R"}
ENDINGS = {"python": ".py", "r": ".R"}
ASSIGNMENT = {"python": "=", "r": "<-"}

# The steps that compute nothing show how a matrix is read; they are found by how their line begins.
READING = {
    "0": {
        "python": ("files/matrices", "return np.array(numbers).reshape("),
        "r": ("files-matrices", "matrix(numbers, "),
    },
    "1": {"python": ("files/experiments", "matrices = "), "r": ("files-experiments", "matrices <- ")},
}


class LessonError(Exception):
    """What the lesson is built from is not as it should be."""


def pair_of_step(step: str) -> str:
    """The pair of files in which a step is computed."""
    number = int(step)
    return "forward" if number <= 4 else "backward" if number <= 9 else "update_parameters"


def read_source(language: str, pair: str) -> tuple[str, list[str]]:
    """A source file: its name for the reader and its lines."""
    file = FILES[language] / (pair + ENDINGS[language])
    return str(file.relative_to(ROOT)), file.read_text().splitlines()


def whole_statement(lines: list[str], first: int) -> str:
    """The statement that begins in a line, up to where its brackets are closed."""
    last = first
    while True:
        text = "\n".join(re.sub(r"#.*", "", line) for line in lines[first : last + 1])
        if sum(text.count(c) for c in "([{") <= sum(text.count(c) for c in ")]}"):
            break
        last += 1
    indent = len(lines[first]) - len(lines[first].lstrip())
    return "\n".join(line[indent:] for line in lines[first : last + 1])


def find_line(language: str, step: str, name: str, file: Path | None = None) -> dict[str, Any]:
    """The line that computes a quantity: the one under the comment of its step that assigns to its name."""
    if file is not None:
        where, lines = str(file.relative_to(ROOT)), file.read_text().splitlines()
    else:
        where, lines = read_source(language, pair_of_step(step))
    starts = [n for n, line in enumerate(lines) if re.match(rf"\s*# Step {step}: ", line)]
    if len(starts) != 1:
        raise LessonError(f"{where}: expected one comment '# Step {step}: ...', found {len(starts)}")
    ends = [n for n in range(starts[0] + 1, len(lines)) if re.match(r"\s*(# Step |return\b|list\()", lines[n])]
    block = range(starts[0] + 1, ends[0] if ends else len(lines))
    begin = re.compile(rf"\s*{re.escape(name)} {re.escape(ASSIGNMENT[language])} ")
    found = [n for n in block if begin.match(lines[n])]
    if len(found) != 1:
        raise LessonError(
            f"{where}: expected one line '{name} {ASSIGNMENT[language]} ...' in step {step}, found {len(found)}"
        )
    title = lines[starts[0]].split(": ", 1)[1]
    return {"file": where, "line": found[0] + 1, "code": whole_statement(lines, found[0]), "title": title}


def find_reading(language: str, step: str) -> dict[str, Any]:
    """The line that reads what steps 0 and 1 begin with."""
    pair, begin = READING[step][language]
    where, lines = read_source(language, pair)
    found = [n for n, line in enumerate(lines) if line.lstrip().startswith(begin)]
    if len(found) != 1:
        raise LessonError(f"{where}: expected one line that begins '{begin}', found {len(found)}")
    return {"file": where, "line": found[0] + 1, "code": whole_statement(lines, found[0])}


def code_blocks(language: str) -> list[dict[str, Any]]:
    """The functions of steps 2 to 11 as a student may edit them: text in turn with the lines of each step.

    The parts, joined, are a file that each language can run; a part with a step holds what stands under its comment.
    """
    heads = {
        "python": [
            "import numpy as np",
            "",
            "from nnref.activations import Activation, derivatives_sigmoid, hidden_activations, sigmoid",
            "from nnref.arithmetic.native import Arithmetic, Matrix, native",
        ],
        "r": [],
    }
    lines = heads[language]
    for pair in ("forward", "backward", "update_parameters"):
        source = read_source(language, pair)[1]
        begin = next(n for n, line in enumerate(source) if re.match(rf"(def {pair}\(|{pair} <- function\()", line))
        text = "\n".join(source[begin:])
        if language == "python":
            text = re.sub(r'    """.*?"""\n', "", text, count=1, flags=re.DOTALL)
        lines = [*lines, *[""] * (2 if language == "python" else bool(lines)), *text.split("\n")]
    parts: list[dict[str, Any]] = [{"text": []}]
    for line in lines:
        if parts[-1].get("step") and line == "":
            parts.append({"text": []})
        parts[-1]["text"].append(line)
        if found := re.match(r"\s*# Step (\d+): ", line):
            parts.append({"step": int(found[1]), "text": []})
    for part in parts:
        indent = min((len(line) - len(line.lstrip()) for line in part["text"] if line), default=0)
        part["indent"] = indent if "step" in part else 0
        part["text"] = "\n".join(line[part["indent"] :] for line in part["text"])
    return parts


def written_out(code: str, arithmetic: Arithmetic, activation: str, aliases: dict[str, str]) -> str:
    """A line of the core with the small functions that it calls written out, as plain NumPy."""

    class WriteOut(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            node = ast.Call(node.func, [self.visit(each) for each in node.args], [])
            owner, _, name = ast.unparse(node.func).rpartition(".")
            function = None if owner == "np" else called_function(aliases.get(name, name), arithmetic, activation)
            if function is None:
                return node
            body = ast.parse(python_body(function)).body
            if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
                return node
            given = dict(zip(inspect.signature(function).parameters, node.args, strict=False))
            return self.visit(ast.copy_location(Fill(given).visit(body[0].value), node))  # type: ignore[no-any-return]

    class Fill(ast.NodeTransformer):
        def __init__(self, given: dict[str, ast.expr]) -> None:
            self.given = given

        def visit_Name(self, node: ast.Name) -> ast.AST:
            return self.given.get(node.id, node)

    statement = ast.parse(code).body[0]
    assert isinstance(statement, ast.Assign)
    return f"{ast.unparse(statement.targets[0])} = {ast.unparse(WriteOut().visit(statement.value))}"


def called_function(operation: str, arithmetic: Arithmetic, activation: str) -> Any:
    """The function that a call in the core names; none if it is one of the language's own."""
    if operation in Arithmetic._fields[1:]:
        return getattr(arithmetic, operation)
    if operation in ("activate", "slope"):
        return getattr(hidden_activations[activation], operation)
    sigmoid = hidden_activations["sigmoid"]
    return {"sigmoid": sigmoid.activate, "derivatives_sigmoid": sigmoid.slope}.get(operation)


def read_aliases(step: str) -> dict[str, str]:
    """The short names that the function of a step gives to operations."""
    aliases = {}
    for line in read_source("python", pair_of_step(step))[1]:
        if alias := re.fullmatch(r"\s+(\w+) = (?:arithmetic|hidden_activation)\.(\w+)", line):
            aliases[alias[1]] = alias[2]
    return aliases


def python_body(function: Any) -> str:
    """What a Python function does, without its head and docstring."""
    source = inspect.getsource(function)
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    first = definition.body[1] if ast.get_docstring(definition) else definition.body[0]
    lines = source.splitlines()[first.lineno - 1 : definition.end_lineno]
    return "\n".join(line.removeprefix("    ") for line in lines)


def r_body(name: str) -> tuple[str, str]:
    """What an R function does, without its head, and the file it is in."""
    for file in sorted(FILES["r"].glob("*.R")):
        lines = file.read_text().splitlines()
        starts = [n for n, line in enumerate(lines) if line.startswith(f"{name} <- function(")]
        if starts:
            begin = next(n for n in range(starts[0], len(lines)) if lines[n].endswith("{")) + 1
            end = next(n for n in range(begin, len(lines)) if lines[n] == "}")
            return "\n".join(line.removeprefix("  ") for line in lines[begin:end]), str(file.relative_to(ROOT))
    raise LessonError(f"r/R: expected a function {name}, found none")


def inside(step: str, code: str, arithmetic: Arithmetic, activation: str) -> list[dict[str, str]]:
    """The small functions that a line calls, with their bodies in both languages, innermost last."""
    aliases = read_aliases(step)
    found: dict[str, dict[str, str]] = {}

    def look(text: str) -> None:
        for called in re.findall(r"(?:\w+\.)?(\w+)\(", re.sub(r"#.*", "", text)):
            operation = aliases.get(called, called)
            function = called_function(operation, arithmetic, activation)
            if function is None or called in found:
                continue
            head = f"{called}({', '.join(inspect.signature(function).parameters)})"
            body = python_body(function)
            found[called] = {"head": head, "python": body, "r": r_body(function.__name__)[0]}
            look(body)

    look(code)
    return list(found.values())
