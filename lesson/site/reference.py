"""The reference in two columns: each public function once, both signatures, the shared sentences, both examples."""

import ast
import html
import re
import subprocess
from pathlib import Path

import nnref
from lesson.documents.execute import environment, install_r

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "python" / "nnref"
SECTIONS = re.compile(r"^(Args|Returns|Raises|Source|Example):\n", re.M)
ROOMS = {
    "": "The network",
    "networks": "The other networks",
    "random": "Seeded numbers",
    "files": "Files and tables",
    "exercises": "Exercises",
    "checks": "Errors",
}

R_CONSOLE = """
console <- function(name, code) {
  cat("====", name, "\\n")
  for (one in as.list(parse(text = code))) {
    cat("> ", paste(deparse(one), collapse = "\\n+ "), "\\n", sep = "")
    shown <- withVisible(eval(one, globalenv()))
    if (shown$visible) print(shown$value)
  }
}
"""


def public() -> dict[str, tuple[Path, ast.FunctionDef | ast.ClassDef]]:
    """Each public name, the file that defines it, and its definition."""
    found = {}
    for file in sorted(PYTHON.rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in nnref.__all__:
                found[node.name] = (file, node)
    return found


def python_signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    """The call in Python, without the types: the sentences say what each argument is."""
    if isinstance(node, ast.ClassDef):
        return node.name
    parts = []
    defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + list(node.args.defaults)
    for argument, default in zip(node.args.args, defaults, strict=True):
        parts.append(argument.arg if default is None else f"{argument.arg}={ast.unparse(default)}")
    return f"{node.name}({', '.join(parts)})"


def r_block(file: Path, name: str) -> tuple[str, list[str]]:
    """The call in R, and the lines of its example, from the twin of a Python file."""
    twin = ROOT / "r" / "R" / ("-".join(file.relative_to(PYTHON).with_suffix("").parts) + ".R")
    lines = twin.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name} <- function("))
    head = []
    for line in lines[start:]:
        head.append(line.strip())
        if line.rstrip().endswith("{"):
            break
    call = re.sub(r"\s+", " ", " ".join(head)).removesuffix("{").strip().replace("( ", "(").replace(" )", ")")
    top = start
    while lines[top - 1].startswith("#'"):
        top -= 1
    example: list[str] = []
    inside = False
    for line in lines[top:start]:
        if line.startswith("#' @"):
            inside = line.startswith("#' @examples")
        elif inside:
            example.append(line.removeprefix("#' ").removeprefix("#'"))
    return call.replace(" <- function", ""), example


def r_outputs(examples: dict[str, list[str]]) -> dict[str, str]:
    """What each of R's examples prints, with the code, as a console shows it."""
    library = install_r(ROOT / "build" / "documents-library")
    shown = {}
    script = ["library(nnref)", "options(width = 60)", R_CONSOLE]
    script += [f'console("{name}", {r_text(chr(10).join(lines))})' for name, lines in examples.items()]
    done = subprocess.run(
        ["Rscript", "-"], input="\n".join(script), capture_output=True, text=True, check=True, env=environment(library)
    )
    for piece in done.stdout.split("==== ")[1:]:
        name, _, text = piece.partition("\n")
        shown[name.strip()] = text.rstrip()
    return shown


def r_text(text: str) -> str:
    """A text as R source."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def folded(text: str) -> str:
    """A section on one line."""
    return " ".join(text.split())


def entry(name: str, file: Path, node: ast.FunctionDef | ast.ClassDef, r_call: str, r_example: str) -> list[str]:
    """A function of the reference."""
    docstring = ast.get_docstring(node) or ""
    summary, _, rest = docstring.partition("\n\n")
    parts = SECTIONS.split(rest)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    python_example = "\n".join(line.removeprefix("    ") for line in sections.get("Example", "").rstrip().splitlines())
    lines = [f"### {name} {{ #{name} }}", "", folded(summary), "", '<div class="two" markdown="1">', ""]
    lines += [f"```r\n{r_call}\n```", "", f"```python\n{python_signature(node)}\n```", "", "</div>", ""]
    for argument, words in re.findall(r"^ {4}(\w+): ((?:.|\n {8})*)", sections.get("Args", ""), flags=re.M):
        lines.append(f"- `{argument}`: {folded(words)}")
    for title in ("Returns", "Raises", "Source"):
        items = re.findall(r"^ {4}(\w+): ((?:.|\n {8})*)", sections.get(title, ""), flags=re.M)
        if title == "Returns" and items:
            lead = sections[title].splitlines()[0].strip()
            lines += ["", f"**{title}:** {lead}", "", *(f"- `{item}`: {folded(words)}" for item, words in items)]
        elif title in sections:
            lines += ["", f"**{title}:** {html.escape(folded(sections[title]), quote=False)}"]
    lines += ["", '<div class="two" markdown="1">', "", f"```r\n{r_example}\n```", ""]
    return [*lines, f"```python\n{python_example}\n```", "", "</div>", ""]


def reference_page() -> str:
    """The whole reference."""
    found = public()
    blocks = {name: r_block(file, name) for name, (file, _) in found.items()}
    outputs = r_outputs({name: example for name, (_, example) in blocks.items()})
    says = "Each function once: R on the left, Python on the right. What a sentence says holds for both."
    lines = ["# Reference", "", says, ""]
    for room, title in ROOMS.items():
        inside = [n for n, (file, _) in found.items() if (file.parent.name if file.parent != PYTHON else "") == room]
        if inside:
            lines += [f"## {title}", ""]
        for name in inside:
            file, node = found[name]
            lines += entry(name, file, node, blocks[name][0], outputs.get(name, ""))
    return "\n".join(lines)
