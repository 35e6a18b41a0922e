"""The one text that all documents are made from: Markdown with cells in both languages, and exercises.

::: cell same            a cell of code in both languages; what they print must be the same text
::: cell differ          the two print different things, and that is the point
::: cell picture         each draws a picture
::: source STEP NAME     the lines of the package that compute a quantity in a step, as they stand there
```python differ         of a cell in an exercise: what it is, if not same
::: exercise TITLE       the question; after `::: solution` the answer, prose and cells
:::                      the end
"""

from dataclasses import dataclass, field
from pathlib import Path

from lesson.sources import find_line

CHAPTERS = Path(__file__).parent / "chapters"
LANGUAGES = ("r", "python")


@dataclass
class Prose:
    """Paragraphs and headings, as Markdown."""

    text: str


@dataclass
class Cell:
    """Code in both languages, and once executed, what each printed and drew."""

    kind: str  # same, differ, picture; or source, which is shown and not executed
    code: dict[str, str]
    printed: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)  # as PNG in base 64
    origin: str = ""  # of a source, where it stands


@dataclass
class Exercise:
    """A question and its answer."""

    number: str
    title: str
    question: list[Prose | Cell]
    solution: list[Prose | Cell]


@dataclass
class Chapter:
    """A chapter: its title and what it is made of."""

    name: str
    title: str
    blocks: list[Prose | Cell | Exercise]

    def cells(self) -> list[Cell]:
        """Every cell that is executed, in the order of reading."""
        found: list[Cell] = []
        for block in self.blocks:
            inner = block.question + block.solution if isinstance(block, Exercise) else [block]
            found += [one for one in inner if isinstance(one, Cell) and one.kind != "source"]
        return found


class TextError(ValueError):
    """A chapter that is not written as it should be."""


def source(step: str, name: str) -> Cell:
    """The lines of the package that compute a quantity, in both languages, found by the comment of their step."""
    lines = {language: find_line(language, step, name) for language in LANGUAGES}
    shown = {language: f"# {line['file']}, line {line['line']}\n{line['code']}" for language, line in lines.items()}
    return Cell("source", shown, printed=dict.fromkeys(LANGUAGES, ""), origin=lines["r"]["title"])


def read_parts(lines: list[str], kind: str = "same") -> list[Prose | Cell]:
    """Prose and pairs of code blocks, from lines."""
    parts: list[Prose | Cell] = []
    prose: list[str] = []
    code: dict[str, str] = {}
    usual = kind
    i = 0
    while i < len(lines):
        language, _, said = lines[i].removeprefix("```").partition(" ")
        if lines[i].startswith("```") and language in LANGUAGES:
            kind = said or kind
            end = lines.index("```", i)
            code[language] = "\n".join(lines[i + 1 : end])
            i = end
            if len(code) == len(LANGUAGES):
                if any(line.strip() for line in prose):
                    parts.append(Prose("\n".join(prose).strip()))
                parts.append(Cell(kind, code))
                prose, code, kind = [], {}, usual
        else:
            prose.append(lines[i])
        i += 1
    if code:
        raise TextError(f"a code block in {', '.join(code)} alone: expected one in each of {', '.join(LANGUAGES)}")
    if any(line.strip() for line in prose):
        parts.append(Prose("\n".join(prose).strip()))
    return parts


def read_chapter(file: Path) -> Chapter:
    """A chapter from its file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    title = lines[0].removeprefix("# ")
    number = file.stem.split("_")[0]
    blocks: list[Prose | Cell | Exercise] = []
    exercises = 0
    i, plain = 1, 1
    while i <= len(lines):
        if i == len(lines) or lines[i].startswith("::: "):
            blocks += read_parts(lines[plain:i])
        if i == len(lines):
            break
        if not lines[i].startswith("::: "):
            i += 1
            continue
        what, _, rest = lines[i].removeprefix("::: ").partition(" ")
        end = next((k for k in range(i + 1, len(lines)) if lines[k] == ":::"), None)
        if end is None:
            raise TextError(f"{file.name} line {i + 1}: `::: {what}` without its end")
        inside = lines[i + 1 : end]
        if what == "source":
            blocks.append(source(*rest.split(" ")))
        elif what == "cell":
            blocks += read_parts(inside, rest)
        elif what == "exercise":
            exercises += 1
            cut = inside.index("::: solution")
            blocks.append(
                Exercise(f"{number}.{exercises}", rest, read_parts(inside[:cut]), read_parts(inside[cut + 1 :]))
            )
        else:
            raise TextError(f"{file.name} line {i + 1}: expected cell, source or exercise, found {what}")
        i = plain = end + 1
    return Chapter(file.stem, title, blocks)


def read_chapters() -> list[Chapter]:
    """All chapters in order."""
    return [read_chapter(file) for file in sorted(CHAPTERS.glob("*.md"))]
