"""The lesson in a real browser: what it shows is what both languages computed, and everybody can get at it."""

import gzip
import inspect
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import errata
import nnref
from bounds import Matrix
from bridge import ROOT
from lesson import sources
from lesson.browser import chromium
from lesson.build import build_page
from lesson.record.carried import short
from nnref.arithmetic.portable import portable_dot_at_b
from nnref.command.report import STEPS
from nnref.files.matrices import read_matrix
from published import FIRST_ROWS
from stages import matrices_of

pytestmark = pytest.mark.slow

ARTICLE = ROOT / "fixtures/article"
LAST = 11
YELLOW, ORANGE = "rgb(255, 224, 59)", "rgb(255, 180, 107)"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, built once."""
    file = tmp_path_factory.mktemp("lesson") / "index.html"
    file.write_text(build_page(str(ARTICLE)))
    return file


@pytest.fixture(scope="module")
def record(file: Path) -> dict[str, Any]:
    """What was recorded into the page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text(), re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


class Lesson:
    """The page as a reader sees it; complaints and requests are noted."""

    def __init__(self, browser: Browser, file: Path, **context: Any) -> None:
        """Open a window of its own."""
        self.context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **context})
        self.page: Page = self.context.new_page()
        self.address = file.as_uri()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.note_request)

    def note_request(self, request: Any) -> None:
        """Only the page itself may be asked for."""
        if request.url.partition("#")[0] != self.address and not request.url.startswith("data:"):
            self.complaints.append(f"request: {request.url}")

    def open(self, **place: Any) -> "Lesson":
        """Go to a place by its address, as from a link that was handed out."""
        self.page.goto(f"{self.address}#{'&'.join(f'{name}={value}' for name, value in place.items())}")
        return self

    @property
    def section(self) -> Any:
        """The step that is shown."""
        return self.page.locator("section.step:visible")

    def cell(self, name: str) -> Any:
        """A cell of the sheet."""
        return self.page.locator(f"[data-sheet] td[data-cell='{name}']")

    def marked(self, mark: str) -> set[str]:
        """The cells of the sheet that carry a mark."""
        cells = self.page.locator(f"[data-sheet] td.{mark}")
        return set(cells.evaluate_all("cells => cells.map(cell => cell.dataset.cell)"))

    def sheet(self) -> dict[str, list[list[str]]]:
        """What every matrix of the sheet shows."""
        shown: dict[str, list[list[str]]] = self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll("[data-sheet] .matrix")].map(matrix =>
              [matrix.dataset.key, [...matrix.querySelectorAll("tbody tr")].map(row =>
                [...row.querySelectorAll("td")].map(cell => cell.firstChild.textContent))]))"""
        )
        return {key: [[plain(text) for text in row] for row in rows] for key, rows in shown.items()}

    def texts(self, key: str) -> list[list[str]]:
        """What a matrix of the sheet shows."""
        return self.sheet()[key]

    def flat(self, key: str) -> list[str]:
        """The same, as one list."""
        return [text for row in self.texts(key) for text in row]

    def look_at(self, names: list[str]) -> dict[str, dict[str, str]]:
        """Select cell after cell and read what is said of each, by selector; the lines of a formula as one text."""
        said: dict[str, dict[str, str]] = self.page.evaluate(
            """names => {
              const text = selector =>
                [...document.querySelectorAll(selector)].map(each => each.textContent).join("\\n");
              const read = name => {
                document.querySelector(`[data-sheet] td[data-cell="${name}"]`).click();
                return Object.fromEntries(["[data-plugged] .line", "[data-agreement] strong", "[data-hex=python]",
                  "[data-hex=r]", "[data-decimal=python]", "[data-decimal=r]"].map(each => [each, text(each)]));
              };
              return Object.fromEntries(names.map(name => [name, read(name)]));
            }""",
            names,
        )
        return said

    def digits(self, count: int) -> None:
        """Choose how many digits are shown."""
        self.page.locator(f"input[name=digits][value='{count}']").evaluate("input => input.click()")


@pytest.fixture
def lesson(browser: Browser, file: Path) -> Iterator[Lesson]:
    """The lesson in a window; afterwards it must not have complained, nor asked for anything."""
    lesson = Lesson(browser, file)
    yield lesson
    lesson.context.close()
    assert lesson.complaints == []


def key_of(step: str, name: str) -> str:
    """What the page calls a quantity: those of the update are new."""
    return "new_" + name if step in ("10", "11") else name


def cell_names(key: str, A: Matrix) -> list[str]:
    """The names of the cells of a matrix."""
    return [f"{key}.{chr(65 + j)}{i + 1}" for i, j in np.ndindex(A.shape)]


def plain(text: str) -> str:
    """A text of the page as Python would write it."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "").replace("\u2212", "-").replace("\u00b7", "*")).strip()


def decimals(value: float, count: int) -> str:
    """A computed value as the page is to show it."""
    if count and value != 0 and abs(value) < 0.5 * 10**-count:
        return re.sub(r"e([+-])0", r"e\1", f"{value:.1e}")
    return f"{value:.{count}f}"


def trace_of(epoch: int) -> dict[str, Matrix]:
    """Every quantity of an epoch, computed here by the Python package."""
    experiment = nnref.read_experiment("article")
    matrices = matrices_of(experiment)
    rate = experiment.settings["learning_rate"]
    parameters = {name: matrices[name] for name in ["wh", "bh", "wout", "bout"]}
    for _ in range(epoch - 1):
        trained = nnref.train_batch(matrices["X"], matrices["y"], parameters, learning_rate=rate)
        parameters = {name: trained[name] for name in parameters}
    trained = nnref.train_batch(matrices["X"], matrices["y"], parameters, learning_rate=rate)
    values = {name: A for name, A in trained.items() if name not in parameters}
    return {**matrices, **parameters, **values, **{"new_" + name: trained[name] for name in parameters}}


def test_every_step_forward_and_back(lesson: Lesson) -> None:
    lesson.open(step=0)
    for step in range(LAST + 1):
        expect(lesson.section).to_have_attribute("data-step", str(step))
        expect(lesson.page.locator(".rail a[aria-current]")).to_have_text(str(step))
        expect(lesson.section.locator("h1")).to_contain_text(f"Step {step}")
        for language in ("python", "r"):
            code = lesson.section.locator(f".code .language[data-language={language}]:visible pre").first
            expect(code).not_to_be_empty()
        assert f"step={step}&" in lesson.page.url
        sheet = lesson.sheet()
        for shown, name, _ in STEPS:
            computed = int(shown) <= step
            assert (sheet[key_of(shown, name)][0][0] != "*") == computed
        if step < LAST:
            lesson.page.click("[data-move='1']")
    for step in reversed(range(LAST)):
        lesson.page.click("[data-move='-1']")
        expect(lesson.section).to_have_attribute("data-step", str(step))
    expect(lesson.page.locator("[data-move='-1']")).to_be_disabled()
    lesson.page.click(".rail a[data-step='8']")
    expect(lesson.section).to_have_attribute("data-step", "8")
    lesson.page.go_back()
    expect(lesson.section).to_have_attribute("data-step", "0")


@pytest.mark.parametrize("epoch", [1, 2, 3, 100])
def test_shows_what_python_computes(lesson: Lesson, epoch: int) -> None:
    lesson.open(step=LAST, epoch=epoch)
    lesson.digits(8)
    for name, rows in lesson.sheet().items():
        count = 0 if name in ("X", "y") else 8
        assert rows == [[decimals(value, count) for value in row] for row in trace_of(epoch)[name].tolist()], name


def test_shows_what_the_fixtures_expect(lesson: Lesson) -> None:
    for epoch in (1, 2, 3):
        sheet = lesson.open(step=LAST, epoch=epoch).sheet()
        for step, name, _ in STEPS:
            if int(step) >= 2:
                A = read_matrix(str(ARTICLE / f"expected/epoch_{epoch}/{name}.csv"))
                expected = [[decimals(value, 4) for value in row] for row in A.tolist()]
                assert sheet[key_of(step, name)] == expected


def test_shows_both_languages_to_the_bit(lesson: Lesson, record: dict[str, Any]) -> None:
    """Every cell of an epoch in which the languages differ somewhere: hex, 17 digits, and the verdict."""
    epoch = 100
    lesson.open(step=LAST, epoch=epoch)
    verdicts = set()
    recorded = {run: trace | record["data"] for run, trace in record["traces"][str(epoch)].items()}
    trace = trace_of(epoch)
    looked = lesson.look_at([name for key, A in trace.items() for name in cell_names(key, A)])
    for key, A in trace.items():
        for name, (i, j) in zip(cell_names(key, A), np.ndindex(A.shape), strict=True):
            said = looked[name]
            values = {}
            for language in ("python", "r"):
                text = said[f"[data-hex={language}]"]
                assert text == recorded[f"{language} native"][key][i][j]
                values[language] = float.fromhex(text) if "x" in text else float(text)
                assert float(plain(said[f"[data-decimal={language}]"])) == values[language]
            assert values["python"] == A[i, j]
            verdict = said["[data-agreement] strong"]
            if values["python"] == values["r"]:
                assert verdict == "\u2713 the same bits"
            else:
                apart = abs(values["python"] - values["r"]) / math.ulp(values["python"])
                assert verdict == f"\u2248 {apart:.0f} ULP apart"
            verdicts.add(verdict)
    assert "\u2713 the same bits" in verdicts


def test_portable_arithmetic_gives_the_same_bits(lesson: Lesson, record: dict[str, Any]) -> None:
    for epoch in record["epochs"]:
        both = record["traces"][str(epoch)]
        assert both["python portable"] == both["r portable"]
    count = sum(len(row) for epoch in record["traces"].values() for A in epoch["r portable"].values() for row in A)
    lesson.open(step=0)
    expect(lesson.page.locator("[data-census]")).to_contain_text(
        f"in portable arithmetic all {count:,} are the same bits"
    )
    for epoch in (1, 100, 5000):
        lesson.open(step=10, epoch=epoch, arithmetic="portable")
        expect(lesson.page.locator("[data-tally]")).to_contain_text("the same bits in all 15 values")
        assert lesson.marked("differs") == set()
    expect(lesson.section.locator(".inside:visible")).to_contain_text(
        inspect.getsource(portable_dot_at_b).splitlines()[-1].strip()
    )


SOURCES = {
    "X.A1": [],
    "hidden_layer_input.B2": ["X.A2", "X.B2", "X.C2", "X.D2", "wh.B1", "wh.B2", "wh.B3", "wh.B4", "bh.B1"],
    "hidden_layer_activations.C3": ["hidden_layer_input.C3"],
    "output.A2": ["output_layer_input.A2"],
    "E.A3": ["y.A3", "output.A3"],
    "d_output.A1": ["E.A1", "slope_output_layer.A1"],
    "error_at_hidden_layer.C2": ["d_output.A2", "wout.A3"],
    "new_wh.C4": ["wh.C4", "X.D1", "X.D2", "X.D3", "d_hidden_layer.C1", "d_hidden_layer.C2", "d_hidden_layer.C3"],
    "new_bh.B1": ["bh.B1", "d_hidden_layer.B1", "d_hidden_layer.B2", "d_hidden_layer.B3"],
}


@pytest.mark.parametrize("name", SOURCES)
def test_selecting_a_cell_marks_its_sources(lesson: Lesson, name: str) -> None:
    lesson.page.emulate_media(reduced_motion="reduce")  # colours at once
    lesson.open(step=LAST)
    lesson.cell(name).click()
    assert lesson.marked("current") == {name}
    assert lesson.marked("source") == set(SOURCES[name])
    style = (
        "cell => [getComputedStyle(cell).backgroundColor, getComputedStyle(cell).boxShadow !== 'none', cell.innerText]"
    )
    colour, edge, _ = lesson.cell(name).evaluate(style)
    assert (colour, edge) == (YELLOW, True)
    expect(lesson.cell(name)).to_contain_text("selected")
    for source in SOURCES[name]:
        colour, edge, _ = lesson.cell(source).evaluate(style)
        assert (colour, edge) == (ORANGE, True)
        expect(lesson.cell(source)).to_contain_text("source")
    assert f"cell={name}" in lesson.page.url


def test_plugged_in_formulas_give_the_values(lesson: Lesson) -> None:
    """Every computed cell: its formula, read off the page at 17 digits and computed here, is the value shown."""
    known = {
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "derivatives_sigmoid": lambda a: a * (1 - a),
        "exp": math.exp,
    }
    lesson.open(step=LAST)
    lesson.digits(17)
    trace = trace_of(1)
    computed = [key_of(step, name) for step, name, _ in STEPS if int(step) >= 2]
    looked = lesson.look_at([cell for key in computed for cell in cell_names(key, trace[key])])
    assert len(looked) == sum(trace[key].size for key in computed)
    for cell, said in looked.items():
        lines = said["[data-plugged] .line"].split("\n")
        value, first = plain(lines[0]).split(" = ")
        for formula in [first, *(plain(line).removeprefix("= ") for line in lines[1:])]:
            assert decimals(eval(formula, known), 12) == decimals(float(value), 12), f"{cell}: {formula}"


def test_an_address_restores_the_place(lesson: Lesson) -> None:
    lesson.open(step=6, epoch=3, cell="wh.B2")
    expect(lesson.section).to_have_attribute("data-step", "6")
    expect(lesson.page.locator("[data-epoch-label]")).to_have_text("3")
    assert lesson.marked("current") == {"wh.B2"}
    lesson.page.get_by_role("link", name="step 10 of epoch 2").click()
    assert lesson.page.url.endswith("#step=10&epoch=2&cell=new_wh.B2")
    lesson.open(step=3, epoch=500, order="r-python", cell="hidden_layer_activations.B1")
    assert lesson.page.locator("[data-decimal]").first.get_attribute("data-decimal") == "r"
    boxes = [
        lesson.section.locator(f".code .language[data-language={language}]:visible").first.bounding_box()
        for language in ("r", "python")
    ]
    assert boxes[0] and boxes[1] and boxes[0]["x"] < boxes[1]["x"]
    for nonsense in ({"step": 99, "epoch": "x"}, {"step": -1, "cell": "wh.Z9"}, {"cell": "<script>.A1", "order": "!"}):
        lesson.open(**nonsense)
        expect(lesson.section).to_have_attribute("data-step", "0")


def test_epochs_go_forth_and_back_to_the_same_weights(lesson: Lesson, record: dict[str, Any]) -> None:
    lesson.open(step=10)
    before = lesson.texts("new_wh")
    slider = lesson.page.locator("#epoch")
    slider.focus()
    seen = []
    for epoch in record["epochs"][1:]:
        lesson.page.keyboard.press("ArrowRight")
        expect(lesson.page.locator("[data-epoch-label]")).to_have_text(f"{epoch:,}")
        expect(lesson.page.locator("[data-curve] .hint")).to_contain_text(f"Epoch {epoch:,}: error")
        seen.append(lesson.page.locator("[data-curve] circle").get_attribute("cx"))
    assert len(set(seen)) == len(seen)
    assert lesson.texts("new_wh") != before
    lesson.page.keyboard.press("Home")
    assert lesson.texts("new_wh") == before
    assert record["epochs"] == [*range(1, 11), 100, 500, 1000, 2000, 5000]


def test_everything_by_keyboard(lesson: Lesson) -> None:
    page = lesson.open(step=2).page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the step")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Run it live")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("data-cell", "hidden_layer_input.A1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("data-cell", "hidden_layer_input.B2")
    assert lesson.marked("current") == {"hidden_layer_input.B2"}
    expect(page.locator("[data-status]")).to_contain_text("hidden_layer_input, row 2, column B")
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_have_attribute("data-cell", "hidden_layer_input.C2")
    page.keyboard.press("PageDown")
    expect(lesson.section).to_have_attribute("data-step", "3")
    expect(page.locator("[data-status]")).to_contain_text("Step 3: Non-linear transformation, epoch 1.")
    page.locator("main").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(lesson.section).to_have_attribute("data-step", "4")
    for _ in range(60):  # every control can be reached, and nothing holds the focus
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("data-tool") == "step":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your number")).to_be_focused()


def test_predict_then_reveal(lesson: Lesson) -> None:
    lesson.open(step=3)
    value = trace_of(1)["hidden_layer_activations"][0, 0]
    lesson.page.get_by_role("button", name="Hide this step").click()
    assert lesson.texts("hidden_layer_activations") == [["?"] * 3] * 3
    assert f"{value:.4f}" not in lesson.page.inner_text("body")
    guess = lesson.page.get_by_label("Your number")
    for typed, said in [
        ("about one", "Please type a number."),
        (f"{value + 0.1:.4f}", "Too high by 0.1."),
        (f"{value - 0.25:.4f}", "Too low by 0.25."),
        (f"{value:.1f}", "Too high by 0.02"),
    ]:
        guess.fill(typed)
        guess.press("Enter")
        expect(lesson.page.locator("[data-answer]")).to_contain_text(said)
    guess.fill(f"{value:.2f}".replace(".", ","))
    guess.press("Enter")
    expect(lesson.page.locator("[data-answer]")).to_contain_text("Right, to 2 digits")
    shown = lesson.texts("hidden_layer_activations")
    assert shown[0][0] == f"{value:.4f}" and shown[0][1:] == ["?", "?"]
    lesson.page.get_by_role("button", name="Reveal this step").click()
    assert "?" not in lesson.flat("hidden_layer_activations")
    lesson.page.get_by_role("button", name="Hide this cell").click()
    assert lesson.flat("hidden_layer_activations").count("?") == 1
    lesson.page.get_by_role("button", name="Reveal", exact=True).click()
    assert "?" not in lesson.flat("hidden_layer_activations")


def test_the_published_listing_leaves_the_corrected_one(lesson: Lesson, record: dict[str, Any]) -> None:
    """Its numbers are those of the listing as the errata run it, and the page says where they leave ours."""
    for epoch in (1, 10, 100):
        listing = errata.run_listing(epoch)
        trace = record["traces"][str(epoch)]["r published"]
        for key, name in {"output": "output", "new_wh": "wh", "new_bh": "bh", "new_bout": "bout"}.items():
            assert [[float.fromhex(text) for text in row] for row in trace[key]] == listing[name].tolist()
    listing = errata.run_listing(1)
    lesson.open(step=11)
    lesson.section.locator("summary", has_text="Erratum E1").click()
    lesson.section.get_by_role("button", name="Play the listing as published").click()
    expect(lesson.page.locator("[data-banner]")).to_contain_text("leaves the corrected numbers at step 2")
    for key, A in {"output": listing["output"], "new_bh": listing["bh"]}.items():
        expected = [[decimals(value, 4) for value in row] for row in A.tolist()]
        assert lesson.texts(key) == expected
    expect(lesson.section.locator(".code .language[data-language=r]:visible pre").first).to_contain_text("rowSums")
    expect(lesson.page.locator("[data-agreement]")).to_contain_text("apart")
    assert "listing=published" in lesson.page.url
    lesson.page.get_by_role("button", name="Back to the package").click()
    expect(lesson.page.locator("[data-banner]")).to_be_hidden()
    expect(lesson.section.locator(".code .language[data-language=r]:visible pre").first).to_contain_text("column_sums")


def test_where_the_languages_differ_was_really_run(lesson: Lesson) -> None:
    """Each note that names a right result has an expression that gives it, and one that does not."""
    page = lesson.open(step=0).page
    notes = page.locator("details.note")
    assert notes.count() >= 10
    for note in notes.all():
        assert all(printed.strip() for printed in note.locator("samp").all_text_contents())
        verdicts = set(note.locator(".verdict").all_text_contents())
        if verdicts - {"! refused"}:  # the note names a right result
            assert "\u2713 right" in verdicts
            assert verdicts & {"\u2717 wrong, and silent", "! refused"}
    recycling = page.locator("details.note", has_text="Where the bias goes")
    assert "X %*% wh + as.vector(bh)" in str(recycling.locator(".run.wrong").first.text_content())
    for step in range(LAST + 1):
        assert lesson.page.locator(f"section.step[data-step='{step}'] .code").count() >= 1


def test_moons_form_a_boundary_and_drift_apart(lesson: Lesson) -> None:
    """The article's table comes out in both languages, up to the rows that are luck; then the runs drift apart."""
    page = lesson.open(step=0).page
    page.locator("#moons").scroll_into_view_if_needed()
    pictures = set()
    for beside, name in [("moved", "Python, its first weight of wout moved by one ULP"), ("r", "R")]:
        page.locator(f"input[name=beside][value={beside}]").check()
        apart = {}
        for thousand in range(11):
            page.locator("#moons-epoch").fill(str(2 * thousand))
            captions = page.locator("[data-moons-caption]").all_text_contents()
            if thousand < len(FIRST_ROWS):
                said = f"epoch {1000 * thousand:,}: error {FIRST_ROWS[thousand]}"
                assert captions == [f"Python, {said}", f"{name}, {said}"]
            found = re.search(r"up to (\S+) apart", plain(str(page.locator("[data-moons-apart]").text_content())))
            apart[thousand] = float(found[1]) if found else 0.0
            pictures.add(page.locator("canvas[data-moons=beside]").evaluate("canvas => canvas.toDataURL()"))
        assert apart[0] <= 2**-53
        assert apart[3] < 1e-12
        assert apart[9] > 1e-3
    assert len(pictures) > 10  # while nothing is learnt, there is no boundary
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[data-moons-label]")).to_have_text("500")
    page.get_by_role("button", name="Stop").click()


def test_tells_every_erratum(lesson: Lesson) -> None:
    page = lesson.open(step=0).page
    told = page.locator("main > section.block details.erratum summary").all_text_contents()
    headings = re.findall(r"^## (E\d+): (.*)$", (ROOT / "fixtures/ERRATA.md").read_text(), re.M)
    assert [plain(text) for text in told] == [f"{name} {title}" for name, title in headings]
    page.locator("main > section.block summary", has_text="once too often").click()
    page.get_by_role("link", name="Go to step 7").click()
    expect(lesson.section).to_have_attribute("data-step", "7")


def test_copies_what_both_languages_can_read(lesson: Lesson, tmp_path: Path) -> None:
    lesson.open(step=10, epoch=3)
    lesson.page.get_by_role("button", name="Copy matrices").click()
    trace = trace_of(3)
    text = lesson.page.get_by_label("The matrices as text")
    lesson.page.get_by_label("NumPy").check()
    made: dict[str, Any] = {"np": np}
    exec(text.input_value(), made)
    names = {"wout", "hidden_layer_activations", "d_output", "new_wout", "wh", "X", "d_hidden_layer", "new_wh"}
    assert names <= set(made)
    for name in names:
        assert made[name].dtype == float and made[name].tobytes() == np.ascontiguousarray(trace[name]).tobytes()
    lesson.page.get_by_role("dialog").get_by_label("R", exact=True).check()
    script = tmp_path / "copied.R"
    prints = "".join(f"writeLines(sprintf('%a', as.vector(t({name}))))\n" for name in sorted(names))
    script.write_text(text.input_value() + prints)
    printed = subprocess.run(["Rscript", "--vanilla", str(script)], capture_output=True, text=True, check=True).stdout
    assert [float.fromhex(line) for line in printed.split()] == [v for k in sorted(names) for v in trace[k].ravel()]
    lesson.page.get_by_role("radio", name="CSV").check()
    assert ",".join(map(repr, trace["wh"][0].tolist())) in text.input_value()
    lesson.page.keyboard.press("Escape")
    expect(lesson.page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("paper", ["blank", "solved"])
def test_prints_a_sheet(lesson: Lesson, paper: str) -> None:
    page = lesson.open(step=0).page
    page.evaluate("window.print = () => {}")
    page.click(f"[data-print={paper}]")
    page.emulate_media(media="print")
    expect(page.locator(".worksheet")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    assert page.locator(".worksheet section").count() == LAST + 1
    empty = page.locator(".worksheet td").evaluate_all("cells => cells.filter(cell => cell.innerText === '').length")
    computed = sum(trace_of(1)[key_of(step, name)].size for step, name, _ in STEPS if int(step) >= 2)
    assert empty == (computed if paper == "blank" else 0)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2


@pytest.mark.parametrize("width, height", [(380, 780), (640, 360)], ids=["phone", "laptop at 200%"])
def test_fits_a_narrow_screen(browser: Browser, file: Path, width: int, height: int) -> None:
    lesson = Lesson(browser, file, viewport={"width": width, "height": height}, has_touch=True)
    for step in range(LAST + 1):
        lesson.open(step=step)
        assert lesson.page.evaluate("document.documentElement.scrollWidth") <= width, step
        columns = lesson.section.locator(".code").first.locator(".language:visible")
        boxes = [column.bounding_box() for column in columns.all()]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    button = lesson.page.locator("[data-move='-1']").bounding_box()
    assert button and button["height"] >= 35
    lesson.cell("new_bh.A1").tap()
    assert lesson.marked("current") == {"new_bh.A1"}
    lesson.page.evaluate(
        """() => {
          const main = document.querySelector("main");
          const at = (x) => [new Touch({ identifier: 1, target: main, clientX: x, clientY: 300 })];
          main.dispatchEvent(new TouchEvent("touchstart", { touches: at(100), changedTouches: at(100) }));
          main.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: at(300) }));
        }"""
    )
    expect(lesson.section).to_have_attribute("data-step", "10")
    lesson.context.close()
    assert lesson.complaints == []


@pytest.mark.parametrize("scheme, width, step", [("light", 1366, 10), ("dark", 1366, 3), ("light", 380, 1)])
def test_axe_finds_nothing_serious(browser: Browser, file: Path, scheme: Any, width: int, step: int) -> None:
    window = {"width": width, "height": 768}
    lesson = Lesson(browser, file, color_scheme=scheme, viewport=window, reduced_motion="reduce")
    page = lesson.open(step=step, epoch=100).page
    page.evaluate("document.querySelectorAll('details:not(.options)').forEach(each => { each.open = true })")
    if step == 3:
        page.get_by_role("button", name="Hide this step").click()
    if step == 10:
        page.locator(".options summary").click()
    found = Axe().run(page)
    serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps(serious, indent=1)[:3000]
    lesson.context.close()
    assert lesson.complaints == []


def test_motion_is_only_for_those_who_want_it(lesson: Lesson) -> None:
    lesson.open(step=2)
    duration = "cell => getComputedStyle(cell).transitionDuration"
    lesson.page.emulate_media(reduced_motion="reduce")
    assert lesson.cell("X.A1").evaluate(duration) == "0s"


def test_is_small_and_quick(browser: Browser, file: Path) -> None:
    content = file.read_bytes()
    assert len(gzip.compress(content)) < 300_000
    first_views: list[float] = []
    while len(first_views) < 5 and not any(view < 1000 for view in first_views):  # a busy machine may be late
        lesson = Lesson(browser, file).open(step=0)
        lesson.page.wait_for_selector("td.current")
        first_views.append(
            lesson.page.evaluate(
                """() => new Promise(done => requestAnimationFrame(() => setTimeout(() =>
                   done(performance.getEntriesByName("first-contentful-paint")[0].startTime))))"""
            )
        )
        lesson.context.close()
    assert min(first_views) < 1000
    assert not re.search(rb'(src|href)="(https?:)?//', content)


def test_data_is_shown_and_never_run(browser: Browser, tmp_path: Path) -> None:
    """An experiment folder whose name and comments hold markup."""
    attack = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"
    folder = tmp_path / "<img src=x onerror=alert(1)>"
    shutil.copytree(ARTICLE, folder)
    for name in ("X", "wh"):
        content = (folder / f"{name}.csv").read_text()
        (folder / f"{name}.csv").write_text(f"# {attack}\n{content}")
    (folder / "settings.csv").write_text(f"# {attack}\nlearning_rate,0x1p-1\nepochs,3\n")
    file = tmp_path / "index.html"
    file.write_text(build_page(str(folder)))
    lesson = Lesson(browser, file).open(step=11, epoch=3)
    lesson.page.locator(".about summary").click()
    expect(lesson.page.locator(".about")).to_contain_text(attack)
    expect(lesson.page.locator(".brand")).to_contain_text("<img src=x")
    assert lesson.page.title().startswith("nnref")
    assert lesson.page.locator("img").count() == 0
    assert lesson.page.locator("script").count() == 2
    lesson.context.close()
    assert lesson.complaints == []


def test_code_is_the_code_of_the_files(lesson: Lesson) -> None:
    page = lesson.open(step=0).page
    for column in page.locator("section.step > .code .language").all():
        where = str(column.locator(".where").text_content())
        file, lines = re.fullmatch(r"(\S+), lines? ([\d, ]+)", where.strip()).groups()  # type: ignore[union-attr]
        content = (ROOT / file).read_text().splitlines()
        shown = str(column.locator("pre").text_content()).splitlines()
        assert [line.strip() for line in shown] == [content[int(number) - 1].strip() for number in lines.split(", ")]


def test_the_build_fails_where_a_line_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "r/R"
    shutil.copytree(ROOT / "r/R", copy)
    backward = copy / "backward.R"
    backward.write_text(backward.read_text().replace("  E <- y - output", "  difference <- y - output"))
    monkeypatch.setitem(sources.FILES, "r", copy)
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    with pytest.raises(sources.LessonError, match=r"r/R/backward.R: expected one line 'E <- ...' in step 5, found 0"):
        sources.find_line("r", "5", "E")
    backward.write_text(backward.read_text().replace("# Step 5: ", "# "))
    with pytest.raises(sources.LessonError, match=r"expected one comment '# Step 5: ...', found 0"):
        sources.find_line("r", "5", "E")


def built(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the builder says, as `make lesson` runs it."""
    folders = [ROOT, ROOT / "tests", ROOT / "tests/parity"]
    return subprocess.run(
        [sys.executable, "-m", "lesson.build", "--output", str(output), *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_builder_refuses_in_one_line_and_leaves_the_old_page(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("old")
    nothing = tmp_path / "nothing"
    shutil.copytree(ARTICLE, nothing)
    (nothing / "settings.csv").write_text("learning_rate,0x1p-1\nepochs,0\n")
    diverging = tmp_path / "diverging"
    shutil.copytree(ARTICLE, diverging)
    (diverging / "settings.csv").write_text("learning_rate,0x1p1020\nepochs,50\n")
    (diverging / "y.csv").write_text("0x1p900\n0x1p900\n0\n")
    for output, arguments, said in [
        (page, ["--fixture", str(nothing)], "expected one epoch or more to show, found epochs 0"),
        (page, ["--fixture", str(diverging)], "diverged in epoch 0: the error is not finite"),
        (page, ["--experiment", "moons"], "expected an experiment with the article's network"),
        (page, ["--save", "x"], "--save: expected an option that concerns a lesson"),
        (tmp_path, [], "expected a file to write, found a folder"),
        (page / "index.html", ["--epochs", "1"], "cannot be written"),
    ]:
        done = built(output, *arguments)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("nnref: ") and said in done.stderr and done.stderr.count("\n") == 1
        assert page.read_text() == "old"
    assert {each.name for each in tmp_path.iterdir()} == {"index.html", "nothing", "diverging"}


def test_a_table_and_a_comment_in_latin_1_become_a_lesson(browser: Browser, tmp_path: Path) -> None:
    latin = tmp_path / "latin"
    shutil.copytree(ARTICLE, latin)
    (latin / "X.csv").write_bytes(b"# caf\xe9\n" + (ARTICLE / "X.csv").read_bytes())
    assert built(tmp_path / "latin.html", "--fixture", str(latin), "--epochs", "2").returncode == 0
    rows = "".join(f"{n},{7 * n % 5},{'apple' if n % 2 else 'pear'}\n" for n in range(20))
    (tmp_path / "mine.csv").write_text("size,weight,kind\n" + rows)
    done = built(tmp_path / "mine.html", "--data", str(tmp_path / "mine.csv"), "--target", "kind", "--epochs", "3")
    assert done.returncode == 0, done.stderr
    lesson = Lesson(browser, tmp_path / "mine.html").open(step=11, epoch=3)
    assert len(lesson.texts("X")) == 8
    expect(lesson.page.locator("[data-sheet] .matrix[data-key=X] caption")).to_contain_text(
        "20 \u00d7 2, of which 8 \u00d7 2 are shown"
    )
    lesson.cell("new_bh.A1").click()
    expect(lesson.page.locator("[data-plugged]")).to_contain_text("\u2026 (12 more)")
    lesson.context.close()
    assert lesson.complaints == []


def test_shows_the_line_as_plain_code_at_once(lesson: Lesson) -> None:
    lesson.open(step=2)
    expect(lesson.section.locator(".plain code:visible").first).to_have_text("hidden_layer_input = X @ wh + bh")
    expect(lesson.section.locator(".plain code:visible").nth(1)).to_contain_text("hidden_layer_input <- X %*% wh + ")
    lesson.open(step=3)
    expect(lesson.section.locator(".plain code:visible").first).to_have_text(
        "hidden_layer_activations = 1 / (1 + np.exp(-hidden_layer_input))"
    )
    lesson.cell("hidden_layer_input.B2").click()
    expect(lesson.page.locator(".cell h2")).to_contain_text("row 2, column B. Python [1, 1], R [2, 2]")


@pytest.mark.parametrize("digits", [4, 17])
def test_sheets_print_without_overlap(lesson: Lesson, digits: int) -> None:
    page = lesson.open(step=6).page
    lesson.digits(digits)
    page.evaluate("window.print = () => {}")
    page.set_viewport_size({"width": 690, "height": 1020})
    page.click("[data-print=solved]")
    page.emulate_media(media="print")
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll(".worksheet section")].flatMap(section => {
          const boxes = [...section.querySelectorAll("h2, .formula code, table")].map(each => each.getBoundingClientRect());
          const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
          const wide = boxes.filter(box => box.right > 691);
          return [...wide, ...boxes.filter((a, n) => boxes.slice(n + 1).some(b => !apart(a, b)))].map(() => section.dataset.step);
        })"""  # noqa: E501
    )
    assert overlaps == []


def test_one_epoch_slider_at_a_time_and_a_glossary(lesson: Lesson) -> None:
    page = lesson.open(step=2).page
    expect(page.locator("#epoch")).to_be_visible()
    page.locator("#moons-epoch").scroll_into_view_if_needed()
    page.locator("#moons").evaluate("section => section.scrollIntoView()")
    expect(page.locator("#epoch")).to_be_hidden()
    terms = page.locator(".glossary dt").all_text_contents()
    assert {"ULP", "bit", "delta", "epoch"} <= set(terms)
    page.get_by_role("button", name="Run it live").click()
    expect(page.locator("[data-live-said]")).to_contain_text("this page was opened as a file")


def test_bounds_are_rounded_up() -> None:
    for number in (1e-16, 9.96e-9, 1.23e-5, 5e-324, 0.99999, 1.0):
        assert Fraction(number) <= Fraction(short(Fraction(number))) <= Fraction(number) * Fraction(111, 100)
    assert short(Fraction(0)) == "0"
