"""What tells the world about the project: versions, changelogs, how to cite it, forms for issues, the help of make."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from bridge import ROOT
from nnref.command.report import VERSION

BASE = VERSION.removesuffix(".dev")
IN_DEVELOPMENT = VERSION.endswith(".dev")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


def found(pattern: str, file: str) -> str:
    """What a pattern finds first in a file of the checkout."""
    match = re.search(pattern, (ROOT / file).read_text(), re.M)
    assert match, f"{file}: expected {pattern}"
    return match[1]


def test_every_file_says_the_same_version() -> None:
    """The languages write a version in development each in a way of its own: 2.0.0.dev0, 2.0.0.9000."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", BASE)
    assert found(r'^version = "(.*)"', "python/pyproject.toml") == BASE + (".dev0" if IN_DEVELOPMENT else "")
    assert found(r"^Version: (.*)", "r/DESCRIPTION") == BASE + (".9000" if IN_DEVELOPMENT else "")
    assert found(r'^VERSION <- "(.*)"', "r/R/command-report.R") == VERSION
    assert CITATION["version"] == VERSION


def test_the_changelogs_begin_with_this_version() -> None:
    changes = re.findall(r"^## \[(.*?)\](?: - (.*))?$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert changes[0][0] == ("Unreleased" if IN_DEVELOPMENT else BASE)
    released = [(version, day) for version, day in changes if version != "Unreleased"]
    assert released == sorted(released, key=lambda one: [int(part) for part in one[0].split(".")], reverse=True)
    assert all(date.fromisoformat(day) for _, day in released)
    news = re.findall(r"^# nnref (.*)$", (ROOT / "r/NEWS.md").read_text(), re.M)
    assert news == ["(development version)" if IN_DEVELOPMENT else BASE, *[v for v, _ in released if v != BASE]]


def test_the_changelog_keeps_to_its_form() -> None:
    kinds = re.findall(r"^### (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_is_what_its_format_asks_for() -> None:
    # make release-check asks cffconvert as well, whose own requirements are too old for this environment
    known = {"abstract", "keywords", "license", "type", "version", "date-released", "repository-code", "url", "doi"}
    assert set(CITATION) - known == {"cff-version", "message", "title", "authors"}
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "software"
    assert (ROOT / "LICENSE").read_text().startswith(CITATION["license"])
    assert all(set(author) <= {"name", "given-names", "family-names", "orcid"} for author in CITATION["authors"])
    assert len(set(CITATION["keywords"])) == len(CITATION["keywords"])
    assert ("date-released" in CITATION) == (not IN_DEVELOPMENT)


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_the_forms_for_issues_are_whole(file: Path) -> None:
    form = yaml.safe_load(file.read_text())
    if file.stem == "config":
        assert form == {"blank_issues_enabled": True}
        return
    assert {"name", "description", "body"} <= set(form)
    for part in form["body"]:
        assert part["type"] in ("textarea", "input", "dropdown")
        assert part["attributes"]["label"]
        assert ("options" in part["attributes"]) == (part["type"] == "dropdown")
    ids = [part["id"] for part in form["body"]]
    assert len(set(ids)) == len(ids)


def test_make_help_lists_every_target_in_its_group() -> None:
    printed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^(\w+):$", printed, re.M) == ["learn", "teach", "check", "develop"]
    documented = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.M)
    assert sorted(re.findall(r"^  make ([a-z-]+)", printed, re.M)) == sorted(documented)
    assert max(len(line) for line in printed.splitlines()) <= 140
