"""Writes r/vignettes/nnref.Rmd: R's half of the chapters, executed when the R package is built."""

import sys

from lesson.documents.execute import ROOT
from lesson.documents.text import Cell, Exercise, Prose, read_chapters

FILE = ROOT / "r" / "vignettes" / "nnref.Rmd"

TOP = """---
title: "R and Python, side by side: R's half"
output:
  rmarkdown::html_vignette:
    toc: true
    toc_depth: 1
vignette: >
  %\\VignetteIndexEntry{R and Python, side by side: R's half}
  %\\VignetteEngine{knitr::rmarkdown}
  %\\VignetteEncoding{UTF-8}
---

<!-- Written by `make docs` from lesson/documents/chapters: change it there. -->

```{r, include = FALSE}
knitr::opts_chunk$set(comment = "#>", fig.width = 6.5, fig.height = 4.5)
```

What follows is told for both languages and executed in R. `make documents` makes the text with both, side by side."""


def chunks(parts: list[Prose | Cell]) -> list[str]:
    """Prose, and R's half of cells."""
    shown = []
    for part in parts:
        if isinstance(part, Prose):
            shown.append(part.text)
        elif part.kind == "source":
            shown.append(f"In the package:\n\n```r\n{part.code['r']}\n```")
        else:
            shown.append(f"```{{r}}\n{part.code['r']}\n```")
    return shown


def vignette() -> str:
    """All chapters, the solutions at the end of each."""
    pieces = [TOP]
    for chapter in read_chapters():
        pieces.append(f"# {chapter.title}")
        exercises = [block for block in chapter.blocks if isinstance(block, Exercise)]
        for block in chapter.blocks:
            if not isinstance(block, Exercise):
                pieces += chunks([block])
        pieces.append("## Exercises")
        for exercise in exercises:
            pieces += [f"**{exercise.number} {exercise.title}.**", *chunks(exercise.question)]
        pieces.append("## Solutions")
        for exercise in exercises:
            pieces += [f"**{exercise.number} {exercise.title}.**", *chunks(exercise.solution)]
    return "\n\n".join(pieces) + "\n"


def main() -> int:
    """Write it."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(vignette(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
