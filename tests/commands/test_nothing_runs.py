"""Nothing runs that was not meant to: what a user gives is data, whatever it looks like; --save writes in its folder.

Each payload would leave a file called `canary` if one of the languages, or a shell, evaluated it.
"""

import ast
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import bridge
from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, Outcome, run, run_here
from nnref.command.options import OPTIONS
from nnref.files.experiments import read_experiment

ARTICLE = ROOT / "fixtures" / "article"


class Bomb:
    """What leaves a canary when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        """The call that unpickling makes."""
        return (open, ("canary", "w"))


PYTHON = "open('canary', 'w')"
R = "file.create('canary')"
SHELL = "touch canary"
PAYLOADS = [
    *[PYTHON, f"__import__('os').system('{SHELL}')", f"{{{PYTHON}}}", f"{{0.__class__}}{PYTHON}", f"exec({PYTHON!r})"],
    *[
        R,
        f"system('{SHELL}')",
        f"`{R}`",
        f"~{R}",
        f"!expr {R}",
        f"{{{R}; 1}}",
        f"!!python/object/apply:os.system ['{SHELL}']",
    ],
    *[f"$({SHELL})", f"`{SHELL}`", f"; {SHELL} #", f"| {SHELL}", f"|{SHELL}", f"x && {SHELL}", f"'; {SHELL}; '"],
    *[
        f'"; {SHELL}; "',
        f"--args -e {R}",
        f"-e {R}",
        f"$\\write18{{{SHELL}}}$",
        f"\\input{{|{SHELL}}}",
        f"=cmd|'{SHELL}'!A1",
    ],
    *["%s%n%1000000$d", "</text><script>open('canary')</script>", "--><script/>", "]]>", "&canary;", "$x", "$\\foo{$"],
    *[
        pickle.dumps(Bomb(), 0).decode("ascii"),
        "$" + "{jndi:file:canary}",
        "@canary",
        "<canary",
        ">canary",
        "file:canary",
    ],
]


def no_canary(place: Path) -> None:
    """Nothing has left one, there or beside."""
    assert [str(path) for path in place.parent.rglob("canary*")] == []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the commands run."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_the_payloads_leave_a_canary_when_they_are_evaluated(here: Path) -> None:
    """Else the other tests would show nothing."""

    def leaves() -> None:
        (here / "canary").unlink()

    eval(PYTHON).close()
    leaves()
    pickle.loads(PAYLOADS[PAYLOADS.index(pickle.dumps(Bomb(), 0).decode("ascii"))].encode()).close()
    leaves()
    bridge.R.evaluate(R)
    leaves()
    subprocess.run(["sh", "-c", f"echo $({SHELL})"], check=True, stdout=subprocess.DEVNULL)
    leaves()


# ---- Every place where a user's text is read ----


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_no_file_is_evaluated(language: str, here: Path) -> None:
    """As a value, a comment, a name or a value of a setting, a name or a value of a column, or a class."""
    article = {file.name: file.read_text() for file in ARTICLE.glob("*.csv")}
    (here / "mine").mkdir()
    statuses = set()
    for number, payload in enumerate(PAYLOADS):
        quoted = '"' + payload.replace('"', '""') + '"'
        spoilt = [
            ("mine/X.csv", payload + "\n"),
            ("mine/X.csv", f"1,0,{payload},1\n"),
            ("mine/wh.csv", f"# {payload}\n" + article["wh.csv"]),
            ("mine/settings.csv", f"{payload},1\n"),
            ("mine/settings.csv", f"learning_rate,{payload}\n"),
            ("mine/settings.csv", f"network,{payload}\n"),
            ("t.csv", f"{quoted},k\n1,a\n2,b\n"),
            ("t.csv", f"x,k\n{quoted},a\n2,b\n"),
            ("t.csv", f"x,k\n1,{quoted}\n2,b\n"),
            ("t.csv", payload),
        ]
        for file, content in [spoilt[(number + step) % len(spoilt)] for step in (0, 3, 7)]:  # all would take long
            for name, kept in article.items():
                (here / "mine" / name).write_text(kept)
            (here / file).write_text(content)
            given = ["--fixture", "mine"] if file.startswith("mine") else ["--data", "t.csv", "--target", "k"]
            statuses.add(run_here(language, *given, "--epochs", "1").status)
        (here / "t.csv").write_text(f"x,{quoted}\n1,a\n2,b\n")
        statuses.add(run_here(language, "--data", "t.csv", "--target", payload, "--epochs", "1").status)
        statuses.add(run_here(language, "--predict", "t.csv").status)
    assert statuses == {0, 2}
    no_canary(here)


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_no_argument_is_evaluated(language: str, here: Path) -> None:
    """As the value of each option, as an option, and as the name of a folder or file that is there."""
    options = [name for name, (value, _) in OPTIONS.items() if value]
    for number, payload in enumerate(PAYLOADS):
        option = options[number % len(options)]
        assert run_here(language, f"{option}={payload}", "--epochs", "x").status == 2
        assert run_here(language, payload).status == 2
        name = payload.replace("/", "_").replace("\n", "_")[:200]
        shutil.copytree(ARTICLE, here / name, ignore=shutil.ignore_patterns("expected"))
        assert run_here(language, f"--fixture={name}", "--epochs", "1", f"--save={name}").status == 0
        shutil.rmtree(here / name)
        (here / name).write_text("x,k\n1,a\n2,b\n")
        assert run_here(language, f"--data={name}", "--target", "k", "--epochs", "1").status == 0
        (here / name).unlink()
    assert os.listdir(here) == []
    no_canary(here)


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_no_argument_is_evaluated_on_a_real_command_line(language: str, here: Path) -> None:
    """By the shell scripts that start R, either."""
    outcome = run(
        language, "--data", PAYLOADS[-1], "--target", f"$({SHELL})`{SHELL}`; {SHELL}", "--save=| touch canary"
    )
    assert (outcome.status, outcome.stdout) == (2, "")
    assert run(language, "-e", R).status == 2
    assert run(language, "--epochs", "1", "--args", "-e", R).status == 2
    no_canary(here)


# ---- What lies beside the data ----


def beside(here: Path, names: list[str], code: str) -> None:
    """Files of these names with this code."""
    for name in names:
        (here / name).write_text(code + "\n")


@pytest.mark.slow
def test_python_imports_nothing_that_lies_beside_the_data(here: Path) -> None:
    """A student's random.py, numpy.py or json.py is not the module of that name."""
    names = [
        "random",
        "numpy",
        "json",
        "csv",
        "re",
        "argparse",
        "matplotlib",
        "string",
        "sitecustomize",
        "usercustomize",
    ]
    beside(here, [f"{name}.py" for name in names], PYTHON)
    (here / "matplotlibrc").write_text("backend: module://random\ntext.usetex: True\n")
    for command in (COMMANDS["Python"], [str(Path(sys.executable).parent / "nnref")]):
        done = subprocess.run(
            [*command, "--epochs", "1", "--plot", "a.svg"], env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    no_canary(here)


@pytest.mark.slow
def test_r_runs_nothing_that_lies_beside_the_data(here: Path) -> None:
    """No workspace is restored. An .Rprofile is R's own and runs before any program, unless --vanilla forbids it."""
    beside(here, ["stats.R", "methods.R", "train.R", "R.R", ".Rprofile", "Rprofile.site"], R)
    (here / ".Renviron").write_text("R_PROFILE_USER=stats.R\n")
    bridge.R.evaluate("save(sum, file = '.RData')")
    (here / ".RData").write_bytes((here / ".RData").read_bytes()[:100])  # which cannot be restored
    rscript, program = COMMANDS["R"]
    done = subprocess.run(
        [rscript, "--vanilla", program, "--epochs", "1"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    no_canary(here)
    (here / ".Rprofile").unlink()
    (here / ".Renviron").unlink()
    assert run("R", "--epochs", "1") == Outcome(0, done.stdout, "")
    no_canary(here)


# ---- The source ----

EVALUATORS = {
    *[
        "eval",
        "exec",
        "compile",
        "__import__",
        "system",
        "popen",
        "pickle",
        "marshal",
        "shelve",
        "subprocess",
        "ctypes",
    ],
    *[
        "importlib",
        "runpy",
        "input",
        "getattr",
        "globals",
        "vars",
        "loads",
        "load",
        "fromstring",
        "genfromtxt",
        "loadtxt",
    ],
}
R_EVALUATORS = {
    *[
        "eval",
        "evalq",
        "parse",
        "str2lang",
        "str2expression",
        "source",
        "sys.source",
        "load",
        "attach",
        "readRDS",
        "dget",
    ],
    *["unserialize", "system", "system2", "shell", "pipe", "url", "download.file", "get", "get0", "mget", "match.fun"],
    *[
        "dyn.load",
        "library",
        "require",
        "loadNamespace",
        "requireNamespace",
        "bquote",
        "expression",
        "scan",
        "read.csv",
    ],
    *["read.table", "type.convert", "body<-", "as.formula", "readline", "textConnection", "gzfile", "unz"],
}


# The exercises run a student's own file, which is what it was given for, and the code of the package's own tables
RUNS_CODE = {"judge", "mistakes", "starter", "check", "exercise"}


def test_python_has_no_call_that_could_evaluate_data() -> None:
    for file in (ROOT / "python" / "nnref").rglob("*.py"):
        if file.parent.name in ("exercises", "command") and file.stem in RUNS_CODE:
            continue
        names = set()
        for node in ast.walk(ast.parse(file.read_text())):
            names |= {node.id} if isinstance(node, ast.Name) else set()
            names |= {node.attr} if isinstance(node, ast.Attribute) else set()
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.name.split(".")[0] for alias in node.names} | {getattr(node, "module", None) or ""}
        # re.compile makes a pattern; train calls one function of the C library, with numbers of its own
        own = {
            "__init__.py": {"globals"},
            "numbers.py": {"compile"},
            "tables.py": {"compile"},
            "train.py": {"ctypes"},
        }.get(file.name, set())
        assert names & EVALUATORS <= own, file.name


def test_r_has_no_call_that_could_evaluate_data() -> None:
    """But for train.R, which reads its own sources, and the command, which writes through a pipe of its own."""
    program = (ROOT / "r" / "R" / "command-run.R").read_text()
    assert re.findall(r"\bpipe\((.*?),", program) == ["write_out"]
    assert len(re.findall(r'\bwrite_out <- "[^"]*"\n', program)) == program.count("write_out <-") == 1
    for file in [*(ROOT / "r" / "R").glob("*.R"), ROOT / "r" / "train.R"]:
        if file.stem.split("-")[0] in ("exercises", "command") and file.stem.split("-")[1] in RUNS_CODE:
            continue
        names = set(bridge.R.evaluate(f"all.names(parse({str(file)!r}))"))
        own = {
            "train.R": {"sys.source", "attach"},
            "command-run.R": {"pipe"},
            "command-results.R": {"mget"},
            "checks-boundary.R": {"mget"},
        }.get(file.name, set())
        assert names & R_EVALUATORS <= own, file.name


# ---- Pictures and pages ----


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_a_title_is_drawn_as_it_is(language: str, here: Path) -> None:
    """As glyphs: an SVG holds no element that could run, load or link, whatever the table is called."""
    names = {
        "%d%s.svg": "<text><script>x--><a href=''>]]>",
        "$x$.SVG": "$x$ $\\foo{$ %d",
        ".svg": "\u8868\n\x9b2J\u202e",
    }
    for picture, name in names.items():
        (here / name).write_text("a,b,k\n1,2,u\n2,1,v\n")
        outcome = run_here(language, "--data", name, "--target", "k", "--epochs", "1", "--plot", picture)
        assert (outcome.status, outcome.stderr) == (0, "")
        tags = {node.tag.split("}")[-1] for node in ElementTree.parse(here / picture).iter()}
        drawing = {"svg", "g", "defs", "path", "use", "rect", "clipPath", "style", "symbol", "image", "mask", "line"}
        assert tags <= drawing | {"metadata", "RDF", "Work", "type", "date", "format", "creator", "Agent", "title"}
        assert not {"script", "a", "foreignObject"} & tags
    assert sorted(os.listdir(here)) == sorted([*names, *names.values()])
    no_canary(here)


# ---- Saving ----


def tree(place: Path) -> dict[str, str]:
    """All that is there: what each link says, and what each file holds."""
    found = {}
    for folder, folders, files in os.walk(place):
        for name in folders + files:
            path = Path(folder) / name
            content = os.readlink(path) if path.is_symlink() else "" if path.is_dir() else path.read_text()
            found[str(path.relative_to(place))] = content
    return found


@pytest.mark.parametrize("language", COMMANDS)
def test_save_writes_nowhere_outside_its_folder(language: str, here: Path) -> None:
    """Through `..`, through a link to a folder, over links that the folder holds, and beside files of like names."""
    top = here.parent
    for name in ("other/deep", "here/a/b"):
        (top / name).mkdir(parents=True)
    for name in ("precious.csv", "other/X.csv", "here/a/thesis.txt", "here/a/b/thesis.txt", "here/mine.csv"):
        (top / name).write_text("years of work\n")
    (here / "link").symlink_to("../other/deep")
    saves = {
        "mine": "here/mine",
        "mine/": "here/mine",
        "a/../mine": "here/mine",
        "./a/b/../../mine": "here/mine",
        "../up": "up",
        "link": "other/deep",
        "link/../beside": "other/beside",
        "*": "here/*",
        "a\nb": "here/a\nb",
        "new/er": "here/new/er",
    }
    for epochs, (folder, place) in enumerate(saves.items()):
        before = tree(top)
        outcome = run_here(language, "--epochs", str(epochs), "--save", folder)
        assert (outcome.status, outcome.stderr) == (0, ""), folder
        above = [str(parent) for parent in Path(place).parents]
        changed = {path for path, content in tree(top).items() if before.get(path) != content}
        assert changed and before.keys() <= tree(top).keys()
        assert [path for path in changed if not f"{path}/".startswith(f"{place}/") and path not in above] == [], folder
    for folder in (
        "..",
        ".",
        "a",
        "new2/..",
        "new2/../..",
        "new2/../../up2",
        "mine.csv",
        "mine.csv/x",
        "link/..",
        "a/b/..",
    ):
        before = tree(top)
        outcome = run_here(language, "--epochs", "1", "--save", folder)
        assert (outcome.status, outcome.stderr.count("\n")) == (2, 1), folder
        assert tree(top) == before, folder


@pytest.mark.parametrize("language", COMMANDS)
def test_links_inside_a_saved_folder_are_not_followed(language: str, here: Path) -> None:
    assert run_here(language, "--epochs", "1", "--save", "mine").status == 0
    (here / "thesis.txt").write_text("years of work\n")
    for name, target in {"X": "../thesis.txt", "wh": "nowhere"}.items():
        (here / "mine" / f"{name}.csv").unlink()
        (here / "mine" / f"{name}.csv").symlink_to(target)
    assert run_here(language, "--epochs", "2", "--save", "mine").status == 0
    found = tree(here)
    assert found["thesis.txt"] == "years of work\n"
    assert not any((here / "mine" / name).is_symlink() for name in os.listdir(here / "mine"))
    assert "nowhere" not in found and "mine/nowhere" not in found


@pytest.mark.parametrize("language", COMMANDS)
def test_a_folder_in_the_place_of_a_file_is_not_replaced(language: str, here: Path) -> None:
    """Whatever its name is, nnref has not written what is in it; nor if it is a link."""
    assert run_here(language, "--epochs", "1", "--save", "mine").status == 0
    (here / "mine" / "b.csv").mkdir()
    (here / "mine" / "b.csv" / "thesis.txt").write_text("years of work\n")
    line = "nnref: mine: expected an empty folder, or one that nnref saved, found other files\n"
    for _ in range(2):
        before = tree(here)
        assert run_here(language, "--epochs", "2", "--save", "mine") == Outcome(2, "", line)
        assert tree(here) == before
        if not (here / "kept").exists():
            (here / "mine" / "b.csv").rename(here / "kept")
            (here / "mine" / "b.csv").symlink_to("../kept")


@pytest.mark.parametrize("language", COMMANDS)
def test_a_name_adds_no_row_to_what_is_saved(language: str, here: Path) -> None:
    """The comments on top of each file name what was trained, whose name may hold line ends and rows."""
    for name in ("mine\n1,1,1,1\nepochs,9", "mine\r1,1,1,1", "mine\r\n9"):
        shutil.copytree(ARTICLE, here / name, ignore=shutil.ignore_patterns("expected"))
        for folder in (name, "saved"):
            assert run_here(language, "--fixture", folder, "--epochs", "1", "--save", "saved").status == 0
            assert read_experiment(folder="saved").X.shape == (3, 4)
            assert (here / "saved" / "X.csv").read_bytes().count(b"\r") == 0
