"""The notebooks and the texts for teachers' own tools: Jupyter, Quarto, R Markdown."""

from typing import Any

import nbformat
from nbformat import v4

from lesson.documents.text import LANGUAGES, Cell, Chapter, Exercise, Prose

KERNELS = {
    "python": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "r": {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
}
SET_UP = "%load_ext rpy2.ipython"


def parts_of(chapter: Chapter) -> list[Prose | Cell]:
    """A chapter as prose and cells in a row, each exercise with its solution."""
    parts: list[Prose | Cell] = [Prose(f"# {chapter.title}")]
    for block in chapter.blocks:
        if isinstance(block, Cell) and block.kind == "source":
            shown = [f"```{language}\n{block.code[language]}\n```" for language in LANGUAGES]
            parts.append(Prose("\n\n".join(["In the package:", *shown])))
            continue
        if not isinstance(block, Exercise):
            parts.append(block)
            continue
        parts += [Prose(f"### Exercise {block.number}: {block.title}"), *block.question]
        parts += [Prose(f"#### Solution of {block.number}"), *block.solution]
    return parts


def outputs(cell: Cell, language: str) -> list[Any]:
    """What the cell gave when it was executed."""
    found = []
    if cell.printed[language]:
        found.append(v4.new_output("stream", name="stdout", text=cell.printed[language] + "\n"))
    if cell.pictures.get(language):
        found.append(v4.new_output("display_data", data={"image/png": cell.pictures[language]}))
    return found


def notebook(chapters: list[Chapter], languages: tuple[str, ...]) -> str:
    """A notebook in one language; or in both, R by way of rpy2's `%%R`."""
    cells = []
    if len(languages) == 2:
        cells.append(v4.new_code_cell(SET_UP))
    for chapter in chapters:
        for part in parts_of(chapter):
            if isinstance(part, Prose):
                cells.append(v4.new_markdown_cell(part.text))
                continue
            for language in languages:
                magic = "%%R\n" if language == "r" and len(languages) == 2 else ""
                cells.append(v4.new_code_cell(magic + part.code[language], outputs=outputs(part, language)))
    for i, cell in enumerate(cells):
        cell["id"] = f"cell-{i}"  # else a random one, and a notebook of its own each time
    made = v4.new_notebook(cells=cells, metadata=KERNELS["python" if "python" in languages else "r"])
    nbformat.validate(made)
    return str(nbformat.writes(made)) + "\n"


def fenced(cell: Cell, language: str, options: str = "") -> str:
    """A cell as the chunk of a text that knitr or Quarto executes."""
    return f"```{{{language}{options}}}\n{cell.code[language]}\n```"


def quarto(chapters: list[Chapter]) -> str:
    """A Quarto document, R and Python next to each other."""
    lines = [
        "---",
        "title: R and Python, side by side",
        "engine: knitr",
        "format:",
        "  html:",
        "    embed-resources: true",
        "---",
        "",
    ]
    for chapter in chapters:
        for part in parts_of(chapter):
            if isinstance(part, Prose):
                lines += [part.text, ""]
            else:
                lines += ["::: {layout-ncol=2}", "", fenced(part, "r"), "", fenced(part, "python"), "", ":::", ""]
    return "\n".join(lines)


def r_markdown(chapters: list[Chapter]) -> str:
    """An R Markdown document, for knitr with reticulate."""
    lines = [
        "---",
        "title: R and Python, side by side",
        "output:",
        "  html_document:",
        "    toc: true",
        "    self_contained: true",
        "---",
        "",
    ]
    lines += ["```{r, include=FALSE}", "library(reticulate)", "```", ""]
    for chapter in chapters:
        for part in parts_of(chapter):
            lines += [part.text, ""] if isinstance(part, Prose) else [fenced(part, "r"), "", fenced(part, "python"), ""]
    return "\n".join(lines)
