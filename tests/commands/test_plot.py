"""Python's pictures, drawn in this process; r/tests/testthat/test-plot.R does the same in R."""

import re
from pathlib import Path

import numpy as np
import pytest

from nnref.checks.errors import InputError
from nnref.command import plot

HISTORY = np.array([[0, 0.3], [10, 0.1], [20, 0.05]])
CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [0], [0], [1]])
IMAGES = np.tile([0.0, 16.0], (30, 32))
DIGITS = np.eye(10)[list(range(10)) * 3]


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("SVG", b"<?xml"), ("pdf", b"%PDF")])
def test_every_panel_is_drawn_in_each_format(ending: str, magic: bytes, tmp_path: Path) -> None:
    panels = [
        plot.error_curve(HISTORY),
        plot.error_curve(HISTORY[:1]),
        plot.decision_boundary(CORNERS, Y, lambda X: X[:, :1], []),
        plot.misread_digits(IMAGES, DIGITS, DIGITS),
        plot.misread_digits(IMAGES, DIGITS, np.roll(DIGITS, 1, axis=0)),
        plot.perceptron_line(CORNERS, Y, np.array([[2.0], [3]]), np.array([[-4.0]])),
        plot.perceptron_line(CORNERS, Y, np.array([[0.0], [1]]), np.array([[-0.5]])),
    ]
    for count in (1, len(panels)):
        file = tmp_path / f"{count}.{ending}"
        plot.check_plot_file(str(file))
        plot.draw_picture(panels[:count], "Example", str(file))
        assert file.read_bytes().startswith(magic)
        if ending == "SVG":
            width = re.search(r'width="([0-9.]+)pt"', file.read_text())
            assert width and float(width[1]) == 6.5 * 72 * count


def test_a_picture_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.png, \.svg or \.pdf$"):
        plot.check_plot_file("png")
    for ending in ("png", "svg", "pdf"):
        file = tmp_path / "none" / f"curve.{ending}"
        with pytest.raises(InputError, match="cannot be written"):
            plot.draw_picture([plot.error_curve(HISTORY)], "Example", str(file))
        assert not file.exists()
