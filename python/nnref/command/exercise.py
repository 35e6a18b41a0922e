"""The exercises of the two commands: a starter is written, a student's file is checked in a process of its own."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nnref.checks.errors import InputError
from nnref.exercises.check import Verdict, check, verdict_lines
from nnref.exercises.judge import step_at
from nnref.exercises.starter import write_exercise
from nnref.files.matrices import read_lines, write_lines

SECONDS = 10
MEGABYTES = 4000
ENDING = ".py"
VERDICT_FILE = "NNREF_VERDICT"


def run_own_code(options: dict[str, Any], show: Callable[[list[str]], None]) -> int:
    """Write an exercise, or check a solution of one, as the options say.

    Args:
        options: Options by name, as read_options returns them: exercise or check, and what belongs to it.
        show: A function that prints lines.

    Returns:
        The exit status: 0, or what run_check returns.

    Raises:
        InputError: If a file cannot be used or written.

    Source:
        nnref

    Example:
        >>> run_own_code({"exercise": tempfile.mkdtemp() + "/mine.py"}, show=lambda lines: None)
        0
    """
    if "exercise" in options:
        show(run_exercise(options))
        return 0
    if VERDICT_FILE in os.environ:
        check_alone(options["check"], os.environ[VERDICT_FILE])
        return 0
    if "watch" in options:
        watch_file(options, show)
    checked = run_check(options)
    show(checked["lines"])
    return int(checked["status"])


def run_exercise(options: dict[str, Any]) -> list[str]:
    """Write a file to fill in.

    Args:
        options: Options by name, as read_options returns them: exercise, and level if given.

    Returns:
        The lines that say what to do with it.

    Raises:
        InputError: If it cannot be written, or is there already.

    Source:
        nnref

    Example:
        >>> run_exercise({"exercise": tempfile.mkdtemp() + "/mine.py", "level": "d_output"})[1][:10]
        'Check it: '
    """
    file = options["exercise"]
    write_exercise(file, options.get("level", "steps"))
    return [f"{file} is written: fill in its blanks.", f"Check it: python -m nnref --check {file}"]


def check_apart(file: str, seconds: float = SECONDS) -> Verdict:
    """Check a student's file in a process of its own, with limits on time and memory.

    Args:
        file: Path of the file.
        seconds: How long it may take.

    Returns:
        The verdict.

    Source:
        nnref; the limits are for endless loops and slips of the pen. They are no sandbox: what the file does to other
        files, it does.

    Example:
        >>> file = tempfile.mkdtemp() + "/mine.py"
        >>> write_lines(["def sigmoid(x): return x"], file)
        >>> check_apart(file).status
        1
    """
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "verdict")
        package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, VERDICT_FILE: out, "PYTHONPATH": os.pathsep.join(paths)}
        command = [sys.executable, "-m", "nnref", "--check", file]
        try:
            status = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=seconds + 5,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            status = -9
        if os.path.exists(out):
            with open(out, encoding="utf-8") as stream:
                return Verdict(**json.load(stream))
        stopped = ""
        if os.path.exists(out + ".trace"):
            with open(out + ".trace", encoding="utf-8", errors="replace") as stream:
                stopped = stream.read()
        text = f"the process ended with status {status} before anything could be judged"
        hung = re.search(r'File "' + re.escape(file) + r'", line (\d+) in (\S+)', stopped)
        if hung:
            where = step_at(read_lines(file), hung[2], int(hung[1]))
            text = f"does not end: after {seconds:g} seconds it is still in {where}"
        elif "Timeout" in stopped:
            text = f"does not end: it was stopped after {seconds:g} seconds"
        return unusable(file, f"{file}: {text}")


def unusable(file: str, text: str) -> Verdict:
    """The verdict on a file that cannot be judged.

    Args:
        file: What to call the file.
        text: What is wrong, one line.

    Returns:
        The verdict.

    Source:
        nnref

    Example:
        >>> unusable("mine.py", "mine.py: is empty").status
        2
    """
    return Verdict(file, 2, [], {"quantity": "", "text": text, "unusable": True}, [])


def check_alone(file: str, out: str) -> None:
    """What the process of its own does: check, within limits, and write the verdict down.

    Args:
        file: Path of the student's file.
        out: Path of the file for the verdict.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> file = tempfile.mkdtemp() + "/mine.py"
        >>> check_alone(file, file + ".json")
        >>> with open(file + ".json") as stream: json.load(stream)["status"]
        2
    """
    import faulthandler  # noqa: PLC0415

    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # there is none on Windows

        limit = MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with open(out + ".trace", "w", encoding="utf-8") as trace:
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=trace)
        try:
            verdict = check(file)
        except InputError as problem:
            verdict = unusable(file, str(problem))
        finally:
            faulthandler.cancel_dump_traceback_later()
    fields = {name: getattr(verdict, name) for name in ("file", "status", "steps", "finding", "printed")}
    with open(out, "w", encoding="utf-8") as stream:
        json.dump(fields, stream)


def run_check(options: dict[str, Any]) -> dict[str, Any]:
    """Check a file, or each file of a folder.

    Args:
        options: Options by name, as read_options returns them: check, and hint, verbose, json and save if given.

    Returns:
        By name: lines, what to print; and status, 0 if all is right, 1 if not yet, 2 if a file cannot be judged.

    Raises:
        InputError: If there is no such file or folder, or the table cannot be written.

    Source:
        nnref

    Example:
        >>> file = tempfile.mkdtemp() + "/mine.py"
        >>> write_lines(["def sigmoid(x): return x"], file)
        >>> run_check({"check": file, "hint": 1})["status"]
        1
    """
    file = options["check"]
    if os.path.isdir(file):
        files = [os.path.join(file, name) for name in sorted(os.listdir(file)) if name.endswith(ENDING)]
        if not files:
            raise InputError(f"{file}: expected hand-ins, files that end in {ENDING}; found none")
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            verdicts = list(pool.map(check_apart, files))
    elif not os.path.exists(file):
        raise InputError(f"{file}: no such file")
    elif not file.endswith(ENDING):
        raise InputError(f"{file}: expected a file that ends in {ENDING}, or a folder of such files")
    else:
        verdicts = [check_apart(file)]
    if "save" in options:
        write_table(verdicts, options["save"])
    status = max(verdict.status for verdict in verdicts)
    if "json" in options:
        return {"lines": [record_line(verdict) for verdict in verdicts], "status": status}
    if os.path.isdir(file):
        return {"lines": class_table(verdicts), "status": status}
    verdict = verdicts[0]
    if not verdict.steps:
        raise InputError(verdict.finding["text"])
    told = Verdict(
        file, status, verdict.steps, verdict.finding, verdict.printed, options.get("hint", 0), "verbose" in options
    )
    return {"lines": verdict_lines(told), "status": status}


def summary_of(verdict: Verdict) -> dict[str, Any]:
    """A verdict in a few words.

    Args:
        verdict: The verdict.

    Returns:
        By name: file; status; right, how many quantities are; quantity, the first that is not, empty if there is none;
        step, that of the article; line, the student's, 0 if it is not known; mistake, names joined by `and`, or by
        `or` where each explains all; and text, what is wrong.

    Source:
        nnref

    Example:
        >>> summary_of(Verdict("mine.py", 0, [["5", "E", "right"]], {}, []))["right"]
        1
    """
    finding = verdict.finding
    state = finding.get("state", "")
    quantity = finding.get("quantity", "").removeprefix("new_")
    return {
        "file": verdict.file,
        "status": verdict.status,
        "right": sum(state == "right" for _, _, state in verdict.steps),
        "quantity": quantity,
        "step": next((step for step, name, _ in verdict.steps if name == quantity), ""),
        "line": finding.get("line", 0),
        "mistake": " or ".join(" and ".join(names) for names in finding.get("mistakes", [])),
        "text": state if state == "not written yet" else finding.get("text", ""),
    }


def record_line(verdict: Verdict) -> str:
    """A verdict as a record that a program reads.

    Args:
        verdict: The verdict.

    Returns:
        One line of JSON.

    Source:
        RFC 8259

    Example:
        >>> record_line(Verdict("mine.py", 0, [], {}, []))[:34]
        '{"file": "mine.py", "status": 0, "'
    """
    return json.dumps(summary_of(verdict), ensure_ascii=False)


def class_table(verdicts: list[Verdict]) -> list[str]:
    """The verdicts on a class, a line for each hand-in.

    Args:
        verdicts: The verdicts.

    Returns:
        The lines of the table.

    Source:
        nnref

    Example:
        >>> class_table([Verdict("mine.py", 0, [["5", "E", "right"]], {}, [])])[1]
        'mine.py  all right'
    """
    rows = []
    for verdict in verdicts:
        one = summary_of(verdict)
        first = f"step {one['step']}, {one['quantity']}" if one["step"] not in ("", "0") else one["quantity"]
        rows.append(
            [
                os.path.basename(verdict.file),
                first or ("all right" if verdict.status == 0 else ""),
                one["mistake"] or one["text"],
            ]
        )
    rows.insert(0, ["file", "first that is wrong", "mistake"])
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    return [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}".rstrip() for a, b, c in rows]


def write_table(verdicts: list[Verdict], file: str) -> None:
    """Write the verdicts on a class as a table.

    Args:
        verdicts: The verdicts.
        file: Path of the CSV file to write.

    Returns:
        Nothing.

    Raises:
        InputError: If it cannot be written.

    Source:
        nnref

    Example:
        >>> file = tempfile.mkdtemp() + "/class.csv"
        >>> write_table([Verdict("mine.py", 0, [], {}, [])], file)
        >>> with open(file) as stream: stream.read().splitlines()[1]
        'mine.py,0,0,,,0,,'
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    summaries = [summary_of(verdict) for verdict in verdicts]
    table.writerow(list(summaries[0]))
    table.writerows([list(one.values()) for one in summaries])
    try:
        write_lines(text.getvalue().splitlines(), file)
    except OSError:
        raise InputError(f"{file}: cannot be written") from None


def watch_file(options: dict[str, Any], show: Callable[[list[str]], None], rounds: int = 0) -> None:
    """Check a file again whenever it is saved.

    Args:
        options: Options by name, as run_check takes them.
        show: A function that prints lines.
        rounds: After how many checks to end; never, but for Ctrl-C, if 0.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> file = tempfile.mkdtemp() + "/mine.py"
        >>> watch_file({"check": file}, print, rounds=1)  # doctest: +ELLIPSIS
        ['.../mine.py: no such file']
    """
    seen, done = None, 0
    while rounds == 0 or done < rounds:
        with contextlib.suppress(OSError):
            if seen == os.stat(options["check"]).st_mtime_ns:
                time.sleep(0.2)
                continue
            seen = os.stat(options["check"]).st_mtime_ns
        try:
            lines = run_check(options)["lines"]
        except InputError as problem:
            lines = [str(problem)]
        show(lines if done == 0 else ["", *lines])
        done += 1
        time.sleep(0.2)
