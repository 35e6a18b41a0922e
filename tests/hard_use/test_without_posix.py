"""Where Python and R have nothing of POSIX, as on Windows: simulated here, by hiding what is not there."""

import subprocess
import sys

import pytest

from bridge import ENVIRONMENT, ROOT, R

# What Python lacks on Windows (docs.python.org/3/library, "Availability: Unix"), hidden before anything asks for it.
# The standard library itself may go on using what it has found: its own modules are read before.
HIDE = """
import importlib.abc, logging.handlers, multiprocessing.pool, os, shutil, signal, subprocess, sys, tempfile
import unittest.mock, platformdirs
import _pytest.capture, _pytest.faulthandler, _pytest.terminal, numpy.testing, mpmath  # tools may use what they like

MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "posix", "readline", "crypt", "spwd"}
NAMES = [
    *["chown", "chroot", "ctermid", "fchdir", "fchmod", "fchown", "fork", "forkpty", "fpathconf", "getegid", "geteuid"],
    *["getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getresuid", "getsid", "getuid"],
    *["killpg", "lchown", "lockf", "mkfifo", "mknod", "nice", "openpty", "pathconf"],
    *["posix_fadvise", "posix_fallocate"],
    *["posix_spawn", "pread", "pwrite", "readv", "sched_getaffinity", "setegid", "seteuid", "setgid", "setpgid"],
    *["setsid", "setuid", "statvfs", "sync", "sysconf", "tcgetpgrp", "ttyname", "uname", "wait", "wait3", "wait4"],
    *["WNOHANG", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_SYNC"],
]


class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}: hidden", name=name)


sys.meta_path.insert(0, Hidden())
for name in MODULES:
    sys.modules.pop(name, None)
for name in NAMES:
    if hasattr(os, name):
        delattr(os, name)
for name in ["SIGKILL", "SIGHUP", "SIGALRM", "SIGPIPE", "SIGUSR1", "alarm", "setitimer", "pthread_sigmask"]:
    if hasattr(signal, name):
        delattr(signal, name)
"""


@pytest.mark.slow
def test_python_passes_its_quick_tests_where_nothing_of_posix_is_there() -> None:
    code = HIDE + "import pytest\nsys.exit(pytest.main(sys.argv[1:]))"
    options = ["-c", "python/pyproject.toml", "--rootdir=.", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
    options.append(
        "--ignore=python/nnref/command/exercise.py"
    )  # it starts processes, and here subprocess is half hidden
    done = subprocess.run(
        [sys.executable, "-c", code, *options, "tests/alone/test_alone.py", "python/nnref"],
        env=ENVIRONMENT,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_what_is_hidden_is_hidden() -> None:
    code = HIDE + "import fcntl"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert "No module named 'fcntl': hidden" in done.stderr


def test_r_asks_no_shell_where_there_is_none() -> None:
    """The output of R's command goes through a pipe only where a shell can stand at its end."""
    R.evaluate("""
        local({
          here <- list2env(
            list(
              .Platform = list(OS.type = "windows"),
              sink.number = function() 0,
              isatty = function(stream) FALSE,
              pipe = function(...) stop("a shell was asked for"),
              print_lines = function(lines) invisible()
            ),
            parent = environment(main)
          )
          environment(run) <- here
          here$run <- run
          environment(main) <- here
          stopifnot(main("--version") == 0)
          here$.Platform$OS.type <- "unix"
          asked <- tryCatch(main("--version"), error = conditionMessage)
          stopifnot(identical(asked, "a shell was asked for"))
        })
    """)
