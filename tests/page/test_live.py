"""The live lesson in a real browser, from the built folder: both engines, the student's numbers and code."""

import hashlib
import json
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bridge import ROOT
from lesson.browser import chromium
from lesson.live.__main__ import Handler
from lesson.live.engines import MissingError, sha256
from lesson.live.folder import build_folder
from nnref import read_experiment
from portable_results import portable_results
from stages import PYTHON

pytestmark = pytest.mark.slow

BUDGET = 30_000_000  # bytes of the whole folder
MINUTE = 60_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path | MissingError:
    """The folder, built once; or why it cannot be, where the engines cannot be fetched."""
    folder = tmp_path_factory.mktemp("live") / "live"
    try:
        build_folder(folder, [])
    except MissingError as problem:
        return problem
    return folder


@pytest.fixture
def folder(built: Path | MissingError, request: pytest.FixtureRequest) -> Path:
    """The folder. Without it a test is reported as not run, by its name."""
    if isinstance(built, MissingError):
        pytest.skip(f"not run: {request.node.name}: {built}")
    return built


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


class Server:
    """The folder on this machine's loopback address."""

    def __init__(self, folder: Path) -> None:
        """Serve it."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def end(self) -> None:
        """Serve it no more."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Live:
    """The page, with both engines running."""

    def __init__(self, browser: Browser, address: str, hash_: str = "", **context: Any) -> None:
        """Open it and run it live."""
        self.context = browser.new_context(**{"viewport": {"width": 1366, "height": 900}, **context})
        self.page: Page = self.context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address + hash_)
        assert not any("engines" in url for url in self.requests)  # nothing is loaded before it is asked for
        self.start()

    def start(self) -> None:
        """Press the button, and wait until both languages have finished what the page shows."""
        self.page.get_by_role("button", name="Run it live").click()
        for language in ("Python", "R"):
            state = self.page.locator(f"[data-live-state={language.lower()}]")
            expect(state).to_contain_text("ready in", timeout=2 * MINUTE)
        self.wait()

    def wait(self) -> None:
        """Until both languages have finished."""
        for _ in range(2):  # an address is heard of a little later
            self.page.wait_for_timeout(200)
            self.page.wait_for_function(
                """() => { const { begun, finished, first } = document.querySelector("[data-live]").dataset;
                           return begun === finished && /python.*r/.test(first ?? ""); }""",
                timeout=MINUTE,
            )

    def reset(self) -> None:
        """Back to the article's network in native arithmetic, step 2, and no code of one's own."""
        self.page.evaluate("location.hash = '#step=2&epoch=1'")
        self.page.locator("[data-live-reset]").click()
        self.wait()

    @property
    def outcome(self) -> Any:
        """What the page says of the whole training."""
        return self.page.locator("[data-live-outcome]")

    @property
    def problems(self) -> Any:
        """What the page says has gone wrong."""
        return self.page.locator("[data-live-problems]")

    def choose(self, field: str, value: str) -> None:
        """Fill in a field of the panel."""
        place = self.page.locator(f"[data-live-field={field}]")
        if field in ("activation", "arithmetic"):
            place.select_option(value)
        else:
            place.fill(value)
            place.press("Enter")
        self.wait()

    def set_cell(self, name: str, value: str) -> None:
        """Select a cell and change it."""
        self.page.locator(f"[data-sheet] td[data-cell='{name}']").click()
        self.page.get_by_label("Change it to").fill(value)
        self.page.get_by_role("button", name="Set", exact=True).click()
        self.wait()

    def shown(self, key: str) -> list[list[float]]:
        """What a matrix of the sheet shows."""
        rows: list[list[str]] = self.page.locator(f"[data-sheet] .matrix[data-key={key}] tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.firstChild.textContent))"
        )
        return [[float(text.replace("\u2212", "-")) for text in row] for row in rows]

    def write(self, language: str, text: str) -> None:
        """Write a step's lines anew, and run them."""
        column = self.page.locator(f"section.step:visible .language[data-language={language}]:visible").first
        column.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        column.locator("[data-run]").click()

    def problem_of(self, language: str) -> Any:
        """What is said beneath the editor of a language."""
        column = self.page.locator(f"section.step:visible .language[data-language={language}]:visible").first
        return column.locator("[data-problem]")


@pytest.fixture(scope="module")
def started(built: Path | MissingError, browser: Browser) -> Iterator[Live | None]:
    """One page with both engines for most of the tests."""
    if isinstance(built, MissingError):
        yield None
        return
    server = Server(built)
    live = Live(browser, server.address)
    yield live
    live.context.close()
    server.end()


@pytest.fixture
def live(folder: Path, started: Live | None) -> Iterator[Live]:
    """That page as it is at the start; afterwards it must not have complained, nor asked another host."""
    assert folder and started
    started.reset()
    yield started
    assert started.complaints == []
    assert [url for url in started.requests if not url.startswith((started.address, "blob:" + started.address))] == []


def fingerprint(name: str, **changed: Any) -> str:
    """The hash of what Python computes here in portable arithmetic: parameters and output."""
    results = portable_results(PYTHON.call, name, **changed)
    matrices = [A for key, A in results.items() if key != "loss"]
    return hashlib.sha256(b"".join(np.ascontiguousarray(A, dtype="<f8").tobytes() for A in matrices)).hexdigest()[:16]


def test_both_engines_start_and_agree(live: Live) -> None:
    expect(live.outcome).to_contain_text("5,000 epochs")
    expect(live.page.locator("[data-agreement] strong")).to_have_text("\u2713 the same bits")
    expect(live.page.locator("[data-decimal=desktop]")).to_contain_text("1.26506637181598")


def test_portable_gives_the_stored_bits(live: Live) -> None:
    live.choose("arithmetic", "portable")
    expect(live.outcome).to_contain_text("They are the bits stored for every machine.")
    expect(live.outcome).to_contain_text(f"Fingerprint: {fingerprint('article')}")
    live.choose("arithmetic", "native")


@pytest.mark.parametrize("name, epochs", [("digits", 2), ("moons", 100)])
def test_other_experiments_give_the_desktop_bits(live: Live, name: str, epochs: int) -> None:
    live.page.evaluate("location.hash = '#step=2&epoch=1&arithmetic=portable'")
    live.page.locator("[data-live-experiment]").select_option(name)
    live.choose("epochs", str(epochs))
    expect(live.outcome).to_contain_text(f"Fingerprint: {fingerprint(name, epochs=epochs)}")
    expect(live.outcome).to_contain_text("Python and R have the same bits in all")
    if name == "moons":
        expect(live.page.locator("[data-live-caption=r]")).to_contain_text("R, epoch 100: error 0.2")
    else:
        expect(live.page.locator("[data-sheet] .matrix[data-key=X] caption")).to_contain_text("of which 8")
        expect(live.page.locator("[data-plugged]")).to_contain_text("more)")
        expect(live.page.locator("[data-batch]")).to_contain_text("updates, one for each batch")


def test_an_edited_cell_is_recomputed_in_both_languages(live: Live) -> None:
    live.set_cell("wh.A1", "0,5")
    assert live.shown("wh")[0][0] == 0.5
    X, wh, bh = (np.array(live.shown(key)) for key in ("X", "wh", "bh"))
    assert abs(np.array(live.shown("hidden_layer_input")) - (X @ wh + bh)).max() < 1e-3
    expect(live.page.locator("[data-decimal=desktop]")).to_have_count(0)
    assert "wh%5B1%2C1%5D%3D0.5" in live.page.url
    live.set_cell("X.B1", "one")
    expect(live.problems).to_contain_text("X, row 1, column 2: expected a finite number, found one")


def test_rows_columns_neurons_weights(live: Live) -> None:
    live.page.locator("summary", has_text="Rows, columns, weights").click()
    for label, key, shape in [
        ("Add one: samples", "X", (4, 4)), ("Add one: features", "wh", (5, 3)),
        ("Add one: hidden neurons", "wout", (4, 1)),
        ("Take the last away: samples", "y", (3, 1)),
    ]:  # fmt: skip
        live.page.get_by_role("button", name=label).click()
        live.wait()
        assert np.array(live.shown(key)).shape == shape
    live.page.locator("[data-live-draw]").click()
    live.wait()
    assert live.shown("wh")[0][0] == 0.3745  # the first draw of seed 42
    live.page.locator("summary", has_text="Rows, columns, weights").click()


def test_rate_and_activation(live: Live) -> None:
    live.choose("activation", "tanh")
    live.page.evaluate("location.hash = location.hash.replace('step=2', 'step=3')")
    expect(live.page.locator("section.step:visible .formula").first).to_contain_text("tanh(hidden_layer_input)")
    Z = np.array(live.shown("hidden_layer_input"))
    assert abs(np.array(live.shown("hidden_layer_activations")) - np.tanh(Z)).max() < 1e-3
    live.choose("rate", "-1")
    expect(live.problems).to_contain_text("--learning-rate")


def test_from_the_edit_to_both_results(live: Live) -> None:
    """Medians, on a machine that may be busy: one round of five in time is enough."""
    rounds: list[float] = []
    while len(rounds) < 6 and not any(time < 100 for time in rounds):
        times = []
        for n in range(7):
            live.set_cell("wh.B2", f"0.{n + 1}")
            first = str(live.page.locator("[data-live]").get_attribute("data-first"))
            times.append(max(int(number) for number in re.findall(r"\d+", first)))
        rounds.append(median(times))
    assert min(rounds) < 100
    took = str(live.page.locator("[data-live]").get_attribute("data-took"))
    print(f"edit to both results: {min(rounds)} ms; 5,000 epochs: {took} ms")


def test_stops_and_goes_on(live: Live) -> None:
    live.page.locator("[data-live-field=epochs]").fill("2000000")
    live.page.locator("[data-live-field=epochs]").press("Enter")
    live.page.get_by_role("button", name="Stop", exact=True).click()
    expect(live.outcome).to_contain_text("Stopped.")
    live.reset()
    expect(live.outcome).to_contain_text("5,000 epochs")


def test_an_edited_line(live: Live) -> None:
    live.write("python", "print('here', X.shape)\nhidden_layer_input = np.einsum('ij,jk', X, wh) + bh")
    live.wait()
    assert live.problems.inner_text() == ""
    column = live.page.locator("section.step:visible .language[data-language=python]:visible").first
    expect(column.locator("[data-printed]")).to_contain_text("here (3, 4)")
    expect(column.locator("[data-difference]")).to_contain_text("+ hidden_layer_input = np.einsum")
    expect(live.page.locator("[data-agreement] strong")).to_have_text("\u2713 the same bits")
    live.write("r", "hidden_layer_input <- X %*% wh # no bias")
    live.wait()
    expect(live.page.locator("[data-agreement] strong")).to_contain_text("apart")
    column.locator("[data-reset]").click()
    live.wait()
    expect(column.locator("[data-difference]")).to_be_hidden()


@pytest.mark.parametrize("language", ["python", "r"])
def test_the_check_of_the_exercises_answers_in_its_own_words(live: Live, language: str) -> None:
    column = live.page.locator(f"section.step:visible .language[data-language={language}]:visible").first
    column.locator("[data-check]").first.click()
    expect(column.locator("[data-checked]")).to_contain_text("All that is there is right.", timeout=60_000)
    live.write(language, {"python": "hidden_layer_input = X @ wh", "r": "hidden_layer_input <- X %*% wh"}[language])
    live.wait()
    column.locator("[data-check]").first.click()
    expect(column.locator("[data-checked]")).to_contain_text(
        "It is what comes out when bh is not added.", timeout=60_000
    )


@pytest.mark.parametrize(
    "language, text, said",
    [
        ("python", "hidden_layer_input = add_bias(dot(X, wh), bh", "Line 1: '(' was never closed"),
        ("r", "hidden_layer_input <- add_bias(dot(X, wh), bh", r"Line \d: unexpected"),
        ("python", "Z = 1\nhidden_layer_input = X @ w", "Line 2: NameError: name 'w' is not defined"),
        ("r", "Z <- 1\nhidden_layer_input <- X %*% w", "Line 2: Error: object 'w' not found"),
        ("r", "hidden_layer_input <- X %*% t(wh)", "Line 1: Error: non-conformable arguments"),
    ],
)
def test_a_wrong_line_is_told_in_one_sentence(live: Live, language: str, text: str, said: str) -> None:
    live.write(language, text)
    live.wait()
    expect(live.problem_of(language)).to_have_text(re.compile(said if "\\d" in said else re.escape(said)))
    expect(live.problems).to_contain_text("step 2, line")
    other = "R" if language == "python" else "Python"
    assert other + ":" not in live.problems.inner_text()


def test_a_wrong_shape_is_told(live: Live) -> None:
    live.write("python", "hidden_layer_input = add_bias(dot(X, wh), bh)[:1]")
    live.write("r", "hidden_layer_input <- add_bias(dot(X, wh), bh)[1, , drop = FALSE]")
    live.wait()
    for language in ("Python", "R"):
        expect(live.problems).to_contain_text(f"{language}: hidden_layer_input: expected 3 x 3 values, found 1 x 3")


@pytest.mark.parametrize("language, loop", [("python", "while True: pass"), ("r", "while (TRUE) {}")])
def test_an_endless_loop_is_stopped(live: Live, language: str, loop: str) -> None:
    live.write(language, loop)
    live.wait()
    expect(live.problems).to_contain_text("stopped after 5 seconds: is there a loop that does not end?")
    live.reset()
    expect(live.outcome).to_contain_text("Python and R have the same bits")


def test_a_table_of_ones_own(live: Live) -> None:
    live.page.locator("summary", has_text="A table of your own").click()
    rows = "".join(f"{n},{(7 * n) % 5},{'apple' if n % 2 else 'pear'}\n" for n in range(12))
    live.page.locator("[data-live-table]").fill("size,weight,kind\n" + rows)
    expect(live.page.locator("[data-live-target]")).to_have_value("kind")
    live.page.locator("[data-live-use]").click()
    live.wait()
    assert np.array(live.shown("X")).shape == (8, 2)
    expect(live.outcome).to_contain_text("Python and R have the same bits")
    expect(live.page.locator("[data-live-boundary=python]")).to_be_visible()
    assert "apple" not in live.page.url
    live.page.locator("[data-live-table]").fill("size,kind\n1,a\n2\n")
    live.page.locator("[data-live-use]").click()
    live.wait()
    expect(live.problems).to_contain_text("expected as many values as in the header (2), found 1")
    live.page.locator("summary", has_text="A table of your own").click()


def test_exercises_from_blank_to_done(live: Live) -> None:
    page = live.page
    page.evaluate("localStorage.clear()")
    page.locator("[data-exercises] summary").click()
    page.locator("[data-exercises-begin]").click()
    live.wait()
    expect(live.problems).to_contain_text("Python")
    live.page.locator("[data-live-reset]").click()
    live.wait()
    for hint in ("Each hidden neuron adds up", "As a formula: hidden_layer_input = dot(X, wh) + bh", "X @ wh + bh"):
        page.locator("[data-hint-button]").click()
        expect(page.locator("[data-hint]")).to_contain_text(hint)
    live.write("python", "hidden_layer_input = X @ wh + bh")
    live.write("r", "hidden_layer_input <- sweep(X %*% wh, 2, bh, `-`)")
    live.wait()
    expect(page.locator("[data-path=python] button").first).to_have_text("\u2713 2")
    expect(page.locator("[data-path=r] button").first).to_have_text("2")
    assert json.loads(page.evaluate("localStorage.getItem('nnref-exercises')"))["python"] == [2]
    page.locator("[data-exercises] summary").click()


def test_what_is_taken_along_is_read_by_both_commands(live: Live, tmp_path: Path) -> None:
    live.set_cell("wh.A1", "0.1")
    live.page.locator("summary", has_text="Take it along").click()
    with live.page.expect_download() as download:
        live.page.get_by_role("button", name="The numbers as a folder (zip)").click()
    live.wait()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    experiment = read_experiment(folder=str(tmp_path / "mine"))
    assert experiment.parameters["wh"][0, 0] == 0.1
    command = ["--fixture", "mine", "--epochs", "10"]
    said = [
        subprocess.run([*program, *command], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for program in ([sys.executable, "-m", "nnref"], ["Rscript", str(ROOT / "r/train.R")])
    ]
    assert said[0] == said[1]
    live.write("python", "hidden_layer_input = X @ wh + bh")
    live.wait()
    with live.page.expect_download() as download:
        live.page.get_by_role("button", name="mine.py").click()
    made: dict[str, Any] = {}
    exec(Path(download.value.path()).read_text(), made)
    assert {"forward", "backward", "update_parameters"} <= set(made)
    live.page.locator("summary", has_text="Take it along").click()


def test_an_address_restores_numbers_and_code(live: Live) -> None:
    live.set_cell("wh.A1", "0.25")
    live.write("r", "hidden_layer_input <- X %*% wh")
    live.wait()
    address = live.page.url
    values = live.shown("hidden_layer_input")
    live.reset()
    live.page.evaluate("address => { location.href = address }", address)
    live.wait()
    assert live.shown("wh")[0][0] == 0.25
    assert live.shown("hidden_layer_input") == values
    expect(live.page.locator("section.step:visible [data-editor=r] .cm-content")).to_contain_text("X %*% wh")


def test_by_keyboard_alone(live: Live) -> None:
    page = live.page
    page.locator("section.step:visible [data-editor=python] .cm-content").focus()
    page.keyboard.press("Tab")
    expect(page.locator("section.step:visible [data-editor=python] [data-run]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.insert_text(" + 0")
    page.keyboard.press("Escape")
    expect(page.locator("section.step:visible [data-editor=python] [data-run]")).to_be_focused()
    page.keyboard.press("Enter")
    live.wait()
    assert live.problems.inner_text() == ""


@pytest.mark.parametrize("scheme, width", [("light", 1366), ("dark", 1366), ("light", 380)])
def test_axe_finds_nothing_serious(live: Live, scheme: Any, width: int) -> None:
    live.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    live.page.set_viewport_size({"width": width, "height": 800})
    live.write("python", "print(X)\nhidden_layer_input = X @ w")
    live.wait()
    live.page.evaluate("document.querySelectorAll('[data-live] details').forEach(each => { each.open = true })")
    found = Axe().run(live.page)
    serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps(serious, indent=1)[:3000]
    assert live.page.evaluate("document.documentElement.scrollWidth") <= width
    live.page.evaluate("document.querySelectorAll('[data-live] details').forEach(each => { each.open = false })")
    live.page.set_viewport_size({"width": 1366, "height": 900})
    live.page.emulate_media(color_scheme="light")


def test_the_folder_is_small_and_its_list_is_right(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert files == {*manifest["files"], "manifest.json"}
    for name, file in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert (len(content), sha256(content)) == (file["bytes"], file["sha256"])
    assert manifest["bytes"] < BUDGET
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "live/engines/r/LICENSE.md").read_text()
    assert "GitHub Pages" in (folder / "README.md").read_text()


def test_works_without_a_network_on_the_second_visit(folder: Path, browser: Browser) -> None:
    server = Server(folder)
    live = Live(browser, server.address)
    live.page.wait_for_timeout(1000)
    server.end()
    live.page.goto(server.address + "#step=2&again")
    live.page.reload()
    live.start()
    expect(live.outcome).to_contain_text("Python and R have the same bits")
    live.context.close()


def test_an_engine_that_fails_says_why_and_leaves_the_record(folder: Path, browser: Browser, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(folder), str(copy)], check=True)
    (copy / "live/engines/r/R.js.packed").unlink()
    server = Server(copy)
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(server.address + "#step=2")
    page.get_by_role("button", name="Run it live").click()
    expect(page.locator("[data-live-state=r]")).to_contain_text("R failed: R.js: 404", timeout=MINUTE)
    expect(page.locator("[data-live-state=python]")).to_contain_text("ready in", timeout=2 * MINUTE)
    expect(page.locator("[data-agreement] strong")).to_have_text("R has not computed this", timeout=MINUTE)
    context.close()
    server.end()


def test_without_engines_the_page_says_so(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("button", name="Run it live").click()
    expect(page.locator("[data-live-said]")).to_contain_text("this page was opened as a file")
    page.close()
