"""The pairs: each concept is one file in Python and one in R, and they say and offer the same, in the same order."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bridge import ROOT

PYTHON_FOLDER = ROOT / "python" / "nnref"
R_FOLDER = ROOT / "r" / "R"


@dataclass
class Function:
    """What a reader sees of a function: its arguments, its sentences, and the names in what it returns."""

    name: str
    arguments: list[str]
    summary: str
    sections: dict[str, str] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    returned: list[str] = field(default_factory=list)


def one_line(text: str) -> str:
    """A text with its line breaks and indentations folded, and without the escapes of roxygen."""
    text = re.sub(r"\\item\{(\w+)\}\{([^{}]*)\}", r"\1: \2", text)  # an item of R's Value section
    return re.sub(r"\s+", " ", text).replace("\\[", "[").replace("\\]", "]").replace("\\%", "%").strip()


def python_functions(file: Path) -> list[Function]:
    """The top-level functions, and the error classes, of a Python file."""
    found = []
    for node in ast.parse(file.read_text()).body:
        is_error = isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "ValueError" for base in node.bases)
        is_record = isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(d) for d in node.decorator_list)
        if not isinstance(node, ast.FunctionDef) and not is_error and not is_record:
            continue
        assert isinstance(node, ast.FunctionDef | ast.ClassDef)
        docstring = ast.get_docstring(node) or ""
        summary, _, rest = docstring.partition("\n\n")
        parts = re.split(r"^(Args|Returns|Raises|Source|Example):\n", rest, flags=re.M)
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        described = re.findall(r"^ {4}(\w+): ((?:.|\n {8})*)", sections.pop("Args", ""), flags=re.M)
        made = [f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == "__init__"]
        arguments = ["message"]  # of an error that says no more
        for function in [node] if isinstance(node, ast.FunctionDef) else made:
            arguments = [a.arg for a in function.args.args if a.arg != "self"]
        if is_record:
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            arguments = [ast.unparse(f.target) for f in fields if "ClassVar" not in ast.unparse(f.annotation)]
        returned = []
        for statement in node.body:
            if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Dict):
                returned = [str(key.value) for key in statement.value.keys if isinstance(key, ast.Constant)]
        found.append(
            Function(
                node.name,
                arguments,
                one_line(summary),
                {name: one_line(text) for name, text in sections.items()},
                {name: one_line(text) for name, text in described},
                returned,
            )
        )
    return found


def r_functions(file: Path) -> list[Function]:
    """The top-level functions of an R file, with the roxygen block above each."""
    found = []
    block: list[str] = []
    text = file.read_text()
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("#'"):
            block.append(line[2:])
            continue
        if definition := re.match(r"^(\w+) <- function\(", line):
            body = "\n".join(lines[number:])
            head = body[len(definition[0]) :]
            depth, end = 1, 0
            while depth > 0:
                depth += {"(": 1, ")": -1}.get(head[end], 0)
                end += 1
            code = head[end : head.find("\n}\n", end)]
            arguments = re.findall(r"(?:^|,)\s*(\w+)", strip_defaults(head[: end - 1]))
            parts = re.split(r"^ @(\w+) ?", "\n".join(block), flags=re.M)
            tags = list(zip(parts[1::2], parts[2::2], strict=True))
            names = {"return": "Returns", "source": "Source", "examples": "Example"}
            sections = {names[tag]: one_line(text) for tag, text in tags if tag in names}
            for tag, text in tags:
                if tag == "section" and text.startswith("Errors:"):
                    sections["Raises"] = one_line(text.removeprefix("Errors:"))
            described = dict(one_line(text).partition(" ")[::2] for tag, text in tags if tag == "param")
            last = re.search(r"\n  list\(((?:.|\n)*)\)$", code)
            returned = re.findall(r"(?:^|,)\s*(\w+) =", strip_defaults(last[1], keep=True)) if last else []
            found.append(Function(definition[1], arguments, one_line(parts[0]), sections, described, returned))
        block = []
    return found


def strip_defaults(text: str, keep: bool = False) -> str:
    """The arguments of an R call without what stands inside inner parentheses."""
    while re.search(r"\([^()]*\)", text):
        text = re.sub(r"\([^()]*\)", "", text)
    return text if keep else re.sub(r"=[^,]*", "", text)


MODULES = [
    file.relative_to(PYTHON_FOLDER).with_suffix("") for file in PYTHON_FOLDER.rglob("*.py") if file.stem[:2] != "__"
]
FILES = {  # R has no folders in a package's R/, so a Python sub-package is a prefix there
    "-".join(module.parts): (PYTHON_FOLDER / f"{module}.py", R_FOLDER / f"{'-'.join(module.parts)}.R")
    for module in sorted(MODULES)
}


def test_each_file_has_its_twin() -> None:
    assert sorted(file.stem for file in R_FOLDER.glob("*.R")) == sorted([*FILES, "nnref-package"])


def test_the_package_is_introduced_in_the_same_sentences() -> None:
    python = ast.get_docstring(ast.parse((PYTHON_FOLDER / "__init__.py").read_text())) or ""
    block = re.findall(r"^#' ?(.*)$", (R_FOLDER / "nnref-package.R").read_text(), re.M)
    r = "\n".join(block).partition("\n\n@")[0]
    assert one_line(python) == one_line(re.sub(r"\[(\w+)\(\)\]", r"\1", r))


@pytest.mark.parametrize("pair", FILES.values(), ids=FILES.keys())
def test_a_pair_has_the_same_functions_in_the_same_order(pair: tuple[Path, Path]) -> None:
    python, r = python_functions(pair[0]), r_functions(pair[1])
    assert [f.name for f in python] == [f.name for f in r]
    assert python


@pytest.mark.parametrize("pair", FILES.values(), ids=FILES.keys())
def test_twins_take_and_return_the_same_names(pair: tuple[Path, Path]) -> None:
    for python, r in zip(python_functions(pair[0]), r_functions(pair[1]), strict=True):
        assert python.arguments == r.arguments, python.name
        assert python.returned == r.returned, python.name


@pytest.mark.parametrize("pair", FILES.values(), ids=FILES.keys())
def test_twins_are_described_in_the_same_sentences(pair: tuple[Path, Path]) -> None:
    for python, r in zip(python_functions(pair[0]), r_functions(pair[1]), strict=True):
        assert python.summary == r.summary
        assert list(python.described) == python.arguments, f"{python.name}: each argument is described, in order"
        assert python.described == r.described, python.name
        assert {"Returns", "Source", "Example"} <= set(python.sections), python.name
        assert {k: v for k, v in python.sections.items() if k != "Example"} == {
            k: v for k, v in r.sections.items() if k != "Example"
        }, python.name
        assert r.sections["Example"], f"{r.name}: an example, in R"


@pytest.mark.parametrize("pair", FILES.values(), ids=FILES.keys())
def test_twins_begin_with_the_same_sentence(pair: tuple[Path, Path]) -> None:
    says = pair[0].read_text().split('"""')[1]
    assert pair[1].read_text().splitlines()[0] == f"# {says}"


@pytest.mark.parametrize("pair", FILES.values(), ids=FILES.keys())
def test_twins_keep_the_same_tables(pair: tuple[Path, Path]) -> None:
    """Constants in capitals, and the named sets of functions such as native."""

    def constants(text: str, assign: str) -> list[str]:
        return re.findall(rf"^([A-Z_]{{2,}}|native|portable|hidden_activations|error_measures){assign}", text, re.M)

    python = constants(pair[0].read_text(), r"(?:: [^=\n]+)? = ")
    assert python == constants(pair[1].read_text(), " <- ")


@pytest.mark.parametrize("name", ["forward", "backward", "update_parameters"])
def test_the_core_is_the_same_line_by_line(name: str) -> None:
    """One line for each named quantity, with its shape at the end, and the same steps above them."""

    def story(file: Path) -> list[tuple[str, str]]:
        return re.findall(r"^\s+(?:(\w+) (?:=|<-) .*)?# (.*)$", file.read_text(), re.M)

    python, r = story(PYTHON_FOLDER / f"{name}.py"), story(R_FOLDER / f"{name}.R")
    assert python == r
    assert len(python) >= 6
