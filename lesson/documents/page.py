"""The pages: the side-by-side document, the slides, and the sheets, as HTML files that stand alone and print well."""

import html
import re
from pathlib import Path

import markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, SLexer

from lesson.documents.text import LANGUAGES, Cell, Chapter, Exercise, Prose

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
NAMES = {"r": "R", "python": "Python"}
LEXERS = {"r": SLexer(), "python": PythonLexer()}
SWITCH = """<div class="switch" role="group" aria-label="Languages to show">
<button type="button" data-only="" aria-pressed="true">Both</button>
<button type="button" data-only="only-r" aria-pressed="false">R</button>
<button type="button" data-only="only-python" aria-pressed="false">Python</button>
</div>
<script>
addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-only]")) {
    button.addEventListener("click", () => {
      document.body.classList.remove("only-r", "only-python");
      if (button.dataset.only) document.body.classList.add(button.dataset.only);
      for (const other of document.querySelectorAll("[data-only]")) {
        other.setAttribute("aria-pressed", other === button);
      }
    });
  }
});
</script>"""


def whole_page(title: str, body: str, kind: str = "", top: str = "") -> str:
    """A page that needs no other file."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
{STYLE}</style>
</head>
<body class="{kind}">
{top}
<main>
{body}
</main>
</body>
</html>
"""


def prose_html(text: str) -> str:
    """Markdown as HTML."""
    return str(markdown.markdown(text, extensions=["tables", "fenced_code"]))


def code_html(code: str, language: str) -> str:
    """Code with its words coloured."""
    return str(highlight(code, LEXERS[language], HtmlFormatter(nowrap=True))).rstrip("\n")


def side_html(cell: Cell, language: str, marked: bool = False) -> str:
    """One language's half of a cell: code, what it printed, what it drew."""
    parts = [
        f'<p class="language">{NAMES[language]}</p>',
        f'<pre class="code" tabindex="0">{code_html(cell.code[language], language)}</pre>',
    ]
    if cell.printed[language]:
        printed = html.escape(cell.printed[language])
        if marked:
            printed = re.sub(r"^\S+", lambda found: f"<mark>{found[0]}</mark>", printed)
        parts.append(f'<pre class="out" tabindex="0">{printed}</pre>')
    if cell.pictures.get(language):
        parts.append(f'<img src="data:image/png;base64,{cell.pictures[language]}" alt="What {NAMES[language]} draws">')
    return f'<div class="side {language}">{"".join(parts)}</div>'


def cell_html(cell: Cell, marked: bool = False) -> str:
    """A cell: R on the left, Python on the right."""
    compared = {
        "same": '<p class="compared">&#10003; compared: both print the same</p>' if any(cell.printed.values()) else "",
        "differ": '<p class="compared differ">&#8800; the two differ here</p>',
        "picture": "",
        "source": f'<p class="compared source">in the package: {html.escape(cell.origin)}</p>',
    }[cell.kind]
    sides = "".join(side_html(cell, language, marked) for language in LANGUAGES)
    return f'<div class="pair {cell.kind}">{sides}{compared}</div>'


def parts_html(parts: list[Prose | Cell]) -> str:
    """Prose and cells."""
    return "\n".join(prose_html(part.text) if isinstance(part, Prose) else cell_html(part) for part in parts)


def exercise_html(exercise: Exercise, solved: bool = True) -> str:
    """An exercise, its solution folded away."""
    solution = f"<details><summary>Solution</summary>{parts_html(exercise.solution)}</details>" if solved else ""
    return (
        f'<section class="exercise"><h3>Exercise {exercise.number}: {html.escape(exercise.title)}</h3>'
        f"{parts_html(exercise.question)}{solution}</section>"
    )


def chapter_html(chapter: Chapter) -> str:
    """A chapter of the side-by-side document."""
    parts = [f'<h1 id="{chapter.name}">{html.escape(chapter.title)}</h1>']
    for block in chapter.blocks:
        parts.append(exercise_html(block) if isinstance(block, Exercise) else parts_html([block]))
    return "\n".join(parts)


def side_by_side(chapters: list[Chapter]) -> str:
    """The document: all chapters, R on the left, Python on the right."""
    links = "".join(f'<a href="#{chapter.name}">{html.escape(chapter.title)}</a>' for chapter in chapters)
    top = f'<nav class="top" aria-label="Chapters">{links}{SWITCH}</nav>'
    return whole_page("nnref: R and Python, side by side", "\n".join(map(chapter_html, chapters)), top=top)


def slides(chapter: Chapter) -> str:
    """The steps as slides, one for each heading; the first number that each line gives is coloured."""
    found: list[tuple[str, list[Prose | Cell]]] = [(chapter.title, [])]
    for block in chapter.blocks:
        if isinstance(block, Exercise):
            continue
        if not isinstance(block, Prose):
            if len(found) == 1:
                found.append(("What both begin with", []))
            found[-1][1].append(block)
            continue
        for piece in re.split(r"^(?=## )", block.text, flags=re.M):
            if piece.startswith("## "):
                found.append((piece.splitlines()[0].removeprefix("## "), []))
            said = re.sub(r"^## .*", "", piece).strip()
            if said:
                found[-1][1].append(Prose(said.split("\n\n")[0]))
    body = []
    for heading, parts in found:
        inside = "\n".join(
            prose_html(part.text) if isinstance(part, Prose) else cell_html(part, marked=True) for part in parts
        )
        body.append(f'<section class="slide"><h1>{html.escape(heading)}</h1>{inside}</section>')
    return whole_page(chapter.title, "\n".join(body), "slides", f'<nav class="top">{SWITCH}</nav>')


def sheets(chapters: list[Chapter], starters: dict[str, list[str]], languages: tuple[str, ...]) -> str:
    """Sheets for a class: the lines of each step to fill in, the exercises, and at the end every solution."""
    kind = f"only-{languages[0]}" if len(languages) == 1 else ""
    body = ["<h1>The lines of each step</h1>", '<div class="pair lines">']
    for language in languages:
        blank = "\n".join(starters[language])
        code = f'<pre class="code">{code_html(blank, language)}</pre>'
        body.append(f'<div class="side {language}"><p class="language">{NAMES[language]}</p>{code}</div>')
    body.append("</div>")
    for chapter in chapters:
        body.append(f"<h1>{html.escape(chapter.title)}: exercises</h1>")
        for block in chapter.blocks:
            if isinstance(block, Exercise):
                body.append(exercise_html(block, solved=False) + '<span class="blank"></span>' * 4)
    body.append("<h1>Solutions</h1>")
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, Exercise):
                body.append(f"<h2>{block.number} {html.escape(block.title)}</h2>{parts_html(block.solution)}")
    return whole_page("nnref: sheets", "\n".join(body), kind)
