"""The check of an exercise: which quantity is the first wrong one, in which cell, and which mistake it is."""

import inspect
import os
from dataclasses import dataclass
from typing import Any

from nnref.checks.errors import InputError
from nnref.exercises.judge import (
    EXPECTED_FUNCTIONS,
    call_on_cases,
    exercise_cases,
    judge_quantity,
    read_work,
    run_quietly,
    run_source,
)
from nnref.exercises.mistakes import fill_formula, read_catalogue


@dataclass(frozen=True, eq=False, repr=False)
class Verdict:
    """What the check found: what is right, and what is the first that is not.

    Args:
        file: What was checked.
        status: 0 if all is right, 1 if not yet, 2 if it cannot be judged.
        steps: For each quantity in order: the article's step, its name, and right, wrong, not written yet or not
            looked at.
        finding: What is known of the first that is not right, by name; empty if all is right.
        printed: The lines that the student's code printed.
        hint: How much to tell: 0 for all but the answer; 1 for the kind of the mistake, 2 also for the line, 3 also
            for the answer.
        verbose: Whether to show the values that the quantity is made from, and the whole traceback.

    Returns:
        The verdict; to print it is to read it.

    Source:
        nnref

    Example:
        >>> Verdict("mine.py", 0, [["7", "d_output", "right"]], {}, [], 0, False)
        mine.py
        <BLANKLINE>
          step 7   d_output                    right
        <BLANKLINE>
        All that is there is right.
    """

    file: str
    status: int
    steps: list[list[str]]
    finding: dict[str, Any]
    printed: list[str]
    hint: int = 0
    verbose: bool = False

    def __repr__(self) -> str:
        return "\n".join(verdict_lines(self))


def judge_work(work: dict[str, Any], file: str, expected: list[str], hint: int = 0, verbose: bool = False) -> Verdict:
    """Judge a student's functions, quantity by quantity, up to the first that is not right.

    Args:
        work: The functions by name.
        file: What to call them.
        expected: The names of the functions that should be there.
        hint: How much to tell, from 0 to 3; the verdict says what each means.
        verbose: Whether to show the inputs and the whole traceback.

    Returns:
        The verdict.

    Source:
        nnref; each quantity is made from right values, and from those of hers that were judged right before, so that
        one mistake does not spread.

    Example:
        >>> from nnref.activations import sigmoid
        >>> judge_work({"sigmoid": sigmoid}, "mine", []).steps
        [['3', 'sigmoid', 'right']]
    """
    catalogue = read_catalogue()
    formulas = catalogue["formulas"]
    all_cases = exercise_cases()
    steps: list[list[str]] = []
    finding: dict[str, Any] = {}
    printed: list[str] = []
    functions = list(dict.fromkeys(formula["function"] for formula in formulas.values()))
    for function in functions:
        if function not in work and function not in expected:
            continue
        names = [name for name in formulas if formulas[name]["function"] == function]
        outcomes: list[dict[str, Any]] = []
        cases: list[dict[str, Any]] = []
        if not finding and function in work:
            takes_activation = "hidden_activation" in inspect.signature(work[function]).parameters
            cases = [dict(case) for case in all_cases if takes_activation or case["activation"] == "sigmoid"]
            try:
                ran = call_on_cases(work[function], function, cases)
                outcomes = ran["value"]
                printed += ran["printed"]
            except InputError as problem:
                finding = {"quantity": function, "text": str(problem), "unusable": True}
        for name in names:
            shown = name.removeprefix("new_")
            if finding:
                state = "wrong" if finding.get("unusable") and finding["quantity"] == function else "not looked at"
                steps.append([formulas[name]["step"], shown, state])
                continue
            if function not in work:
                state = "not written yet"
                finding = {"quantity": name, "state": state}
            else:
                judged = judge_quantity(work[function], name, cases, outcomes, catalogue)
                state, finding, cases = judged["state"], judged["finding"], judged["cases"]
            steps.append([formulas[name]["step"], shown, state])
    status = 2 if finding.get("unusable") else 1 if finding else 0
    return Verdict(file, status, steps, finding, printed, hint, verbose)


def verdict_lines(verdict: Verdict) -> list[str]:
    """What a verdict says.

    Args:
        verdict: The verdict.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> verdict_lines(Verdict("mine.py", 0, [], {}, ["hello"]))[-1]
        '  hello'
    """
    lines = [verdict.file, ""]
    lines += [f"  step {step:<3} {name:<27} {state}" for step, name, state in verdict.steps]
    lines += ["", *finding_lines(verdict.finding, verdict.hint, verdict.verbose)]
    if verdict.printed:
        lines += ["", "What the code printed:", *[f"  {line}" for line in verdict.printed[:40]]]
    return lines


def finding_lines(finding: dict[str, Any], hint: int, verbose: bool) -> list[str]:
    """What is known of the first quantity that is not right, in words.

    Args:
        finding: What judge_quantity found, by name; empty if all is right.
        hint: How much to tell, from 0 to 3.
        verbose: Whether to show the inputs and the whole traceback.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> finding_lines({}, hint=0, verbose=False)
        ['All that is there is right.']
    """
    if not finding:
        return ["All that is there is right."]
    catalogue = read_catalogue()
    name = finding["quantity"]
    if finding.get("unusable"):
        return [finding["text"]]
    formula = catalogue["formulas"][name]
    shown = name.removeprefix("new_")
    place = f"{shown}, step {formula['step']}" if formula["step"] != "0" else shown
    if finding["state"] == "not written yet":
        lines = [f"Next: {place}: {formula['words']}."]
        return lines + ([f"  The line: {shown} = {fill_formula(catalogue, name, {})}"] if hint == 3 else [])
    mistakes = [[catalogue["mistakes"][one] for one in together] for together in finding["mistakes"]]
    own = f"  Your line {finding['line']}: {finding['code']}" if finding["line"] else ""
    if hint:
        kinds = list(dict.fromkeys(one["kind"] for together in mistakes for one in together))
        lines = [f"{place}: look for {' or '.join(kinds)}." if kinds else f"{place}: {formula['words']}."]
        lines += [own] if hint >= 2 and own else []
        return lines + ([f"  The line: {shown} = {finding['answer']}"] if hint == 3 else [])
    where = f", on {finding['case']}" if finding["case"] else ""
    lines = [f"{place}{where}, {finding['text']}."]
    for i, together in enumerate(mistakes):
        sentence = ", and ".join(one["sentence"] for one in together)
        lines.append(f"  {'It is' if i == 0 else 'Or it is'} what comes out when {sentence}.")
    if not mistakes:
        lines.append("  It is no mistake that I know.")
    lines += [own] if own else []
    hints = dict.fromkeys(one["hint"] for together in mistakes for one in together)
    lines += [f"  Try: {'; '.join(hints) if hints else formula['words']}."]
    if formula["step"] != "0":
        lines += [f"  In the lesson: step {formula['step']}."]
    if verbose:
        for key, rows in finding["inputs"].items():
            lines += [f"  {key}:", *[f"    {row}" for row in rows]]
        lines += [f"  {line}" for line in finding["traceback"]]
    return lines


def check_source(text: str, hint: int = 0, verbose: bool = False, file: str = "") -> list[str]:
    """Check code that stands beside the package's own, as in the lesson, and say what is right in it.

    Args:
        text: The code.
        hint: How much to tell, from 0 to 3.
        verbose: Whether to show the inputs and the whole traceback.
        file: What to call it in the lines; `mine` and the ending of the language if empty.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> check_source("def sigmoid(x): return 1")[0]
        'mine.py'
    """
    file = file or "mine.py"
    try:
        work = run_quietly(lambda: run_source(text, file, beside=True))["value"]
        verdict = judge_work(work, file, [], hint, verbose)
        return verdict_lines(verdict)
    except InputError as problem:
        return [str(problem)]


def check(work: Any, hint: int = 0, verbose: bool = False) -> Verdict:
    """Check a solution of the exercise: which quantity is the first wrong one, and which mistake it is.

    Args:
        work: The path of a file; or a function, or functions by name.
        hint: How much to tell: 0 for all but the answer; 1 for the kind of the mistake, 2 also for the line, 3 also
            for the answer.
        verbose: Whether to show the values that the quantity is made from, and the whole traceback.

    Returns:
        The verdict; to print it is to read it. What is checked runs here and now, without limits: only the commands
        keep it apart.

    Raises:
        InputError: If the file cannot be read, is not code of this language, or has none of the functions.

    Source:
        nnref

    Example:
        >>> from nnref.activations import sigmoid
        >>> check(sigmoid).status
        0
    """
    if isinstance(work, str | os.PathLike):
        return judge_work(read_work(os.fspath(work)), os.fspath(work), EXPECTED_FUNCTIONS, hint, verbose)
    if callable(work):
        work = {work.__name__: work}
    elif not isinstance(work, dict):
        work = {function.__name__: function for function in work}
    return judge_work(work, "your functions", [], hint, verbose)
