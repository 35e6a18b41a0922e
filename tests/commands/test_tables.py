"""A teacher's own table, from first to last: trained, held back, saved, remembered and predicted, in both languages.

Six tables in the shape of those that classes use: numbers and classes made up here, but with the header, the quotes,
the gaps and the row names that the real files have.
"""

import filecmp
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import nnref
from bridge import R
from commands import COMMANDS, Outcome, run_here
from languages import LANGUAGES, PYTHON, Language, same
from nnref.files.matrices import read_matrix

DRAWN = np.random.RandomState(20)


def rows_of(n: int, centers: dict[str, list[float]]) -> list[tuple[str, list[float]]]:
    """Samples around the center of each class, one class after the other."""
    return [
        (name, np.round(DRAWN.normal(center, 0.4), 1).tolist()) for _ in range(n) for name, center in centers.items()
    ]


def iris() -> str:
    """Numbers and three classes, as pandas writes it without an index."""
    rows = rows_of(
        16, {"setosa": [5.0, 3.4, 1.5, 0.2], "versicolor": [5.9, 2.8, 4.3, 1.3], "virginica": [6.6, 3, 6, 2]}
    )
    lines = [",".join([*map(str, values), name]) for name, values in rows]
    return "sepal_length,sepal_width,petal_length,petal_width,species\n" + "\n".join(lines) + "\n"


def titanic() -> str:
    """A key, names with commas in quotes, text columns, and ages that are missing."""
    lines = []
    for i in range(40):
        sex, place = ("male", "female")[i % 2], "SCQ"[i % 3]
        age = "" if i % 7 == 3 else str(20 + i % 30)
        survived = int(sex == "female") if i % 9 else 1
        lines.append(f'{i + 1},{survived},{1 + i % 3},"Person, Mr. {i}",{sex},{age},{7.25 + i},{place}')
    return "PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Embarked\n" + "\n".join(lines) + "\n"


def penguins() -> str:
    """Text columns and NA, as R writes it without row names."""
    rows = rows_of(12, {"Adelie": [38.8, 18.3], "Chinstrap": [48.8, 18.4], "Gentoo": [47.5, 15.0]})
    islands = {"Adelie": "Torgersen", "Chinstrap": "Dream", "Gentoo": "Biscoe"}
    lines = []
    for i, (name, values) in enumerate(rows):
        shown = "NA,NA" if i == 5 else ",".join(map(str, values))
        lines.append(f'"{name}","{islands[name]}",{shown},{"TRUE" if i % 2 else "FALSE"}')
    return '"species","island","bill_length_mm","bill_depth_mm","male"\n' + "\n".join(lines) + "\n"


def mtcars() -> str:
    """Row names in a first column without a name, as R's write.csv has it by default."""
    rows = rows_of(10, {"0": [17.1, 8.0, 3.8], "1": [24.4, 4.0, 2.4]})
    lines = [f'"Car {i}",{",".join(map(str, values))},{name}' for i, (name, values) in enumerate(rows)]
    return '"","mpg","cyl","wt","am"\n' + "\n".join(lines) + "\n"


def banknotes() -> str:
    """No header at all, as the UCI file has it."""
    rows = rows_of(12, {"0": [2.3, 4.3, 0.8], "1": [-1.9, -1.0, 2.1]})
    return "\n".join(",".join([*map(str, values), name]) for name, values in rows) + "\n"


def wine() -> str:
    """Semicolons and quoted names, as the UCI file has it; the table that pandas makes of it is read."""
    rows = rows_of(12, {"bad": [7.4, 0.7], "good": [8.5, 0.3]})
    lines = [f'{values[0]};{values[1]};"{name}"' for name, values in rows]
    return '"fixed acidity";"volatile acidity";"quality"\n' + "\n".join(lines) + "\n"


TABLES: dict[str, tuple[str, list[str]]] = {
    "iris": (iris(), ["--target", "species"]),
    "titanic": (titanic(), ["--target", "Survived", "--drop", "PassengerId,Name", "--missing", "drop"]),
    "penguins": (penguins(), ["--target", "species", "--missing", "drop"]),
    "mtcars": (mtcars(), ["--target", "am"]),
    "banknotes": (banknotes(), ["--target", "column_4", "--no-header"]),
    "wine": (wine().replace(";", ","), ["--target", "quality"]),
}
PORTABLE = ["--arithmetic", "portable", "--epochs", "300", "--learning-rate", "0.3"]


def both(*arguments: str) -> Outcome:
    """Run both commands here and check that they did the same."""
    python, r = (run_here(language, *arguments) for language in COMMANDS)
    assert python == r
    return python


@pytest.mark.parametrize("name", TABLES)
def test_a_teachers_table_works_from_first_to_last(name: str, tmp_path: Path) -> None:
    content, options = TABLES[name]
    file = tmp_path / "table.csv"
    file.write_text(content)
    options = ["--data", str(file), *options, "--scale", "minmax", "--hold-out", "0.25", "--seed", "4", *PORTABLE]
    printed = []
    for language in COMMANDS:
        outcome = run_here(language, *options, "--save", str(tmp_path / language))
        assert (outcome.status, outcome.stderr) == (0, "")
        printed.append(outcome.stdout)
    assert printed[0] == printed[1]
    files = sorted(saved.name for saved in (tmp_path / "Python").iterdir())
    assert {"columns.csv", "X_held_back.csv", "y_held_back.csv"} <= set(files)
    assert filecmp.cmpfiles(tmp_path / "Python", tmp_path / "R", files, shallow=False)[0] == files
    held_back = next(line for line in printed[0].splitlines() if line.startswith("Held back: "))
    right = float(held_back.split(", ")[1].removesuffix(" percent"))
    assert right >= 75, held_back

    # What was saved by one language is applied by both, to the table as it is: header, order, target and all
    whole = (
        content
        if name not in {"titanic", "penguins"}
        else "\n".join(line for line in content.splitlines() if ",," not in line and "NA" not in line) + "\n"
    )
    file.write_text(whole)
    if name == "banknotes":  # the target is a column like the others where no header says so
        file.write_text("".join(line.rpartition(",")[0] + "\n" for line in whole.splitlines()))
    applied = both("--fixture", str(tmp_path / "R"), "--predict", str(file))
    assert (applied.status, applied.stderr) == (0, "")
    lines = applied.stdout.splitlines()
    n_rows = len(whole.splitlines()) - (name != "banknotes")
    assert len(lines) == 1 + n_rows
    learned = read_matrix(f"{tmp_path}/R/output.csv")
    predicted = {line.partition(",")[2] for line in lines[1:]}
    assert {",".join(f"{value:.8f}" for value in row) for row in learned} <= predicted


def test_real_tables_are_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    (tmp_path / "wine.csv").write_text(wine())
    (tmp_path / "titanic.csv").write_text(titanic())
    outcome = both("--data", str(tmp_path / "wine.csv"), "--target", "quality")
    assert "found semicolons: write it anew from pandas.read_csv(file, sep=';')" in outcome.stderr
    outcome = both("--data", str(tmp_path / "titanic.csv"), "--target", "Survived", "--drop", "Name")
    assert "column 'Age': expected a value, found a missing one ('')" in outcome.stderr
    outcome = both("--data", str(tmp_path / "titanic.csv"), "--target", "survived", "--missing", "drop")
    assert outcome.stderr.endswith("; did you mean Survived?\n")
    outcome = both("--data", str(tmp_path / "titanic.csv"), "--target", "Survived", "--drop", "name")
    assert "no column 'name': expected one of" in outcome.stderr


NEW_ROWS = {
    "in another order, with the target": ("kind,colour,size\na,red,1\n", None),
    "without a header": ("1,red\n", None),
    "a column missing": ("size\n1\n", ": no column 'colour': expected size, colour"),
    "a column too many": ("size,colour,weight\n1,red,2\n", ": unknown column 'weight': expected one of size, colour"),
    "another level": ("size,colour\n1,green\n", " line 2, column 'colour': expected one of blue, red, found 'green'"),
    "no number": ("size,colour\nbig,red\n", " line 2, column 'size': expected a finite number, found 'big'"),
    "a gap": (
        "size,colour\n1,\n",
        " line 2, column 'colour': expected a value, found a missing one (''), "
        "as in 1 of 1 rows: --missing drop leaves them out",
    ),
    "a value too few": ("1\n", " line 1: expected as many values as in the header (2), found 1"),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small table's network, trained and saved."""
    folder = tmp_path_factory.mktemp("remembered")
    (folder / "table.csv").write_text("size,colour,kind\n1,red,a\n2,red,a\n30,blue,b\n34,red,b\n")
    options = ["--data", str(folder / "table.csv"), "--target", "kind", "--scale", "minmax", *PORTABLE]
    assert run_here("Python", *options, "--save", str(folder / "saved")).status == 0
    return folder


@pytest.mark.parametrize("case", NEW_ROWS)
def test_new_rows_are_read_by_their_names_or_refused(case: str, saved: Path, tmp_path: Path) -> None:
    content, line = NEW_ROWS[case]
    file = tmp_path / "new.csv"
    file.write_text(content)
    outcome = both("--fixture", str(saved / "saved"), "--predict", str(file))
    if line is None:
        assert (outcome.status, outcome.stderr) == (0, "")
        assert outcome.stdout.splitlines()[0] == "kind,b"
        assert outcome.stdout.splitlines()[1].startswith("a,0.")
    else:
        assert (outcome.status, outcome.stdout, outcome.stderr) == (2, "", f"nnref: {file}{line}\n")


def test_training_and_predicting_at_once_is_the_same_as_one_after_the_other(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("size,colour\n3,red\n29,blue\n")
    options = ["--data", str(saved / "table.csv"), "--target", "kind", "--scale", "minmax", *PORTABLE]
    at_once = both(*options, "--predict", str(tmp_path / "new.csv"))
    after = both("--fixture", str(saved / "saved"), "--predict", str(tmp_path / "new.csv"))
    assert at_once.stdout.endswith("\n\n" + after.stdout)
    assert after.stdout.splitlines()[1][0] == "a"
    assert after.stdout.splitlines()[2][0] == "b"


def test_a_saved_table_goes_on_and_keeps_its_names(saved: Path, tmp_path: Path) -> None:
    outcome = both("--fixture", str(saved / "saved"), "--epochs", "10")
    assert "target kind: 0 is a, 1 is b" in outcome.stdout
    assert "Training rows: 4 of 4 samples right, 100.0 percent" in outcome.stdout
    run_here("R", "--fixture", str(saved / "saved"), "--epochs", "10", "--save", str(tmp_path / "more"))
    rows = [[line for line in path.read_text().splitlines() if line[0] != "#"]
            for path in (saved / "saved" / "columns.csv", tmp_path / "more" / "columns.csv")]  # fmt: skip
    assert rows[0] == rows[1] != []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_what_is_remembered_is_read_as_it_was_written(language: Language, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text('"a, b","say ""x""",#id,kind\n1.5, red ,7,"x,y"\n2.5,"bl""ue",8,z\n')
    table = language.call("read_table", str(file), "kind", "minmax", drop=["#id"])
    lines = language.call("columns_lines", table["columns"] if language is not PYTHON else as_columns(table["columns"]))
    (tmp_path / "columns.csv").write_text("# a comment\n" + "".join(line + "\n" for line in lines))
    again = language.call("read_columns", str(tmp_path / "columns.csv"))
    first = table["columns"] if isinstance(table["columns"], dict) else vars(table["columns"])
    for name in ("names", "levels", "target", "classes", "dropped"):
        assert again[name] == first[name], name
    assert same(np.asarray(again["low"]), np.asarray(first["low"]))
    assert same(np.asarray(again["high"]), np.asarray(first["high"]))


def as_columns(columns: Any) -> Any:
    """The record itself."""
    return columns


def test_both_languages_write_the_same_columns(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("size,colour,kind\n1,red,a\n0.1,blue,b\n")
    python = PYTHON.call("columns_lines", nnref.read_table(str(file), "kind", "minmax").columns)
    r = R.evaluate(f"columns_lines(read_table('{file}', 'kind', 'minmax')$columns)")
    assert python == list(r)
    assert python[1] == "level,colour,blue,0,1"


COLUMNS_FILES = {
    "no target": ("number,x,,,\n", ": expected a row for each feature and one for the target"),
    "nothing": ("# nothing\n", ": expected a row for each feature and one for the target"),
    "another word": ("size,x,,,\n", " line 1: expected one of number, level, target, class, drop, found 'size'"),
    "too few": ("number,x\n", " line 1: expected 5 values, found 2"),
    "no number": ("# c\nnumber,x,,1,big\ntarget,y,,,\n", " line 2: expected a number, found 'big'"),
    "half": (
        "number,x,,1,2\nnumber,z,,,\ntarget,y,,,\n",
        ": expected a smallest and a largest value for every feature or for none",
    ),
}


@pytest.mark.parametrize("case", COLUMNS_FILES)
def test_spoilt_columns_are_refused(case: str, tmp_path: Path) -> None:
    content, line = COLUMNS_FILES[case]
    file = tmp_path / "columns.csv"
    file.write_text(content)
    for language in LANGUAGES:
        with pytest.raises(nnref.InputError) as problem:
            language.call("read_columns", str(file))
        assert str(problem.value) == f"{file}{line}"


def test_columns_that_do_not_fit_the_matrix_are_refused(saved: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for path in (saved / "saved").iterdir():
        (mine / path.name).write_bytes(path.read_bytes())
    (mine / "columns.csv").write_text("number,size,,,\ntarget,kind,,,\n")
    outcome = both("--fixture", str(mine))
    assert outcome.stderr == f"nnref: {mine}/columns.csv: expected a row for each column of X (3), found 1\n"


def test_a_training_from_a_table_predicts_from_code(saved: Path, tmp_path: Path) -> None:
    """A file, and a data frame, which is anything that has columns by name; R's own is asked in testthat."""

    class Frame(dict[str, Any]):
        columns = property(list)

        def __len__(self) -> int:
            return len(next(iter(self.values())))

    table = nnref.read_table(str(saved / "table.csv"), "kind", "minmax")
    weights = nnref.initialize_weights("article", 3, 3, 1, 0, by_inputs=True)
    trained = nnref.train(table.X, table.y, weights, 0.3, 300, arithmetic="portable", columns=table.columns)
    (tmp_path / "new.csv").write_text("colour,size\nred,3\nblue,29\n")
    from_file = trained.predict(str(tmp_path / "new.csv"))
    assert same(from_file, trained.predict(Frame(size=np.array([3, 29]), colour=["red", "blue"])))
    scaled = np.array([[(3 - 1) / (34 - 1), 0.0, 1.0], [(29 - 1) / (34 - 1), 1.0, 0.0]])
    assert same(from_file, trained.predict(scaled))
    with pytest.raises(nnref.InputError, match="new rows: no column 'size': expected size, colour"):
        trained.predict(Frame(colour=["red"]))


def test_a_network_that_has_learned_nothing_says_so(tmp_path: Path) -> None:
    pixels = np.random.RandomState(3).randint(0, 255, size=(12, 60))
    lines = [",".join([*map(str, row), str(i % 3)]) for i, row in enumerate(pixels)]
    (tmp_path / "t.csv").write_text(",".join([*(f"p{j}" for j in range(60)), "k"]) + "\n" + "\n".join(lines) + "\n")
    options = ["--data", str(tmp_path / "t.csv"), "--target", "k", "--arithmetic", "portable", "--epochs", "400"]
    outcome = both(*options)
    assert "is saturated: try --scale minmax" in outcome.stdout or "outputs are one value: try" in outcome.stdout
    scaled = both(*options, "--scale", "minmax", "--seed", "1")
    assert "try --scale" not in scaled.stdout


def test_weights_by_inputs_are_glorots() -> None:
    python, r = (
        cast("dict[str, Any]", one.call("initialize_weights", "article", 9, 4, 2, 7, True)) for one in LANGUAGES
    )
    plain = PYTHON.call("initialize_weights", "article", 9, 4, 2, 7)
    for name, inputs in {"wh": 9, "wout": 4}.items():
        assert same(python[name], r[name])
        assert same(python[name], (2 * plain[name] - 1) / np.sqrt(inputs))
        assert np.abs(python[name]).max() <= 1 / np.sqrt(inputs)
    assert not python["bh"].any()
    assert not r["bout"].any()


def test_large_and_small_integers_are_scaled_as_doubles() -> None:
    for values, kind in ([-30000, 0, 30000], np.int16), ([-2000000000, 0, 2000000000], np.int32):
        assert nnref.scale_minmax(cast("Any", np.array(values, kind).reshape(-1, 1))).ravel().tolist() == [0, 0.5, 1]
    assert R.evaluate("c(scale_minmax(cbind(c(-2000000000L, 0L, 2000000000L))))") == [0, 0.5, 1]
    assert R.evaluate("c(scale_minmax(cbind(c(-1.7e308, 0, 1.7e308))))") == [0, 0.5, 1]
    assert nnref.scale_minmax(np.array([[-1.7e308], [0], [1.7e308]])).ravel().tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("share", ["0", "1", "-0.5", "half", "0.99"])
def test_a_share_that_leaves_nothing_is_refused(share: str, saved: Path) -> None:
    outcome = both("--data", str(saved / "table.csv"), "--target", "kind", "--hold-out", share)
    assert outcome.status == 2
    assert "--hold-out: expected " in outcome.stderr


@pytest.mark.slow
def test_the_picture_shows_any_number_of_classes(tmp_path: Path) -> None:
    rows = rows_of(8, {"a": [0, 0], "b": [3, 0], "c": [0, 3], "d": [3, 3]})
    (tmp_path / "t.csv").write_text("x,y,k\n" + "".join(f"{v[0]},{v[1]},{name}\n" for name, v in rows))
    options = ["--data", str(tmp_path / "t.csv"), "--target", "k", "--epochs", "50", "--scale", "minmax"]
    for language in COMMANDS:
        outcome = run_here(language, *options, "--plot", str(tmp_path / f"{language}.png"))
        assert (outcome.status, outcome.stderr) == (0, "")
        assert (tmp_path / f"{language}.png").stat().st_size > 10000
