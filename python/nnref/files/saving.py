"""Folders and files that are replaced as a whole: a save that is killed leaves the old one or the new one."""

import contextlib
import os
import platform
import shutil
import time
from collections.abc import Callable
from typing import Any

from nnref.checks.errors import InputError


def check_save_place(path: str) -> None:
    """Refuse to save where nothing can be written.

    Args:
        path: Path of the folder or file to write.

    Returns:
        Nothing.

    Raises:
        InputError: If no folder can be made beside it, or above, where the folders that lead to it are missing.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_save_place("a-new-folder")
    """
    path = path.rstrip("/") or "/"
    place = os.path.realpath(path)
    while not os.path.exists(os.path.dirname(place)):
        place = os.path.dirname(place)
    try:
        remove_folder(make_workplace(place))
    except OSError:
        raise InputError(f"{path}: cannot be written") from None


def process_name() -> str:
    """The name of this process, different from that of any other that runs, on any machine.

    Returns:
        The name of the machine, a hyphen, and the number of the process.

    Source:
        nnref

    Example:
        >>> process_name().endswith(f"-{os.getpid()}")
        True
    """
    return f"{platform.node()}-{os.getpid()}"


def is_left(owner: str) -> bool:
    """Whether what bears the name of a process is left over, since the process was killed.

    Args:
        owner: Name of the process.

    Returns:
        Whether it was one of this machine and runs no more. What bears the name of this process counts as
        left over, from an earlier one of the same number: it asks before it makes anything itself.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> is_left(process_name()), is_left("another machine-1")
        (True, False)
    """
    machine, _, process = owner.rpartition("-")
    if machine != platform.node() or not (process.isascii() and process.isdigit()):
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # it runs, for another user
        pass
    return owner == process_name()


def modified(folder: str) -> int:
    """When a folder was changed; it changes with each save.

    Args:
        folder: Path of the folder.

    Returns:
        The time, or a number below 0 if there is no such folder.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> modified("a-new-folder")
        -1
    """
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return -1


def move(path: str, to: str) -> None:
    """Rename a file or a folder, in one step.

    Args:
        path: Its path.
        to: Its new path. A file there is replaced; a folder that has something in it is not.

    Returns:
        Nothing.

    Raises:
        OSError: If it cannot be renamed; then all is as it was.

    Source:
        POSIX, rename.

    Example:
        >>> import tempfile
        >>> place = tempfile.mkdtemp()
        >>> os.mkdir(place + "/one")
        >>> move(place + "/one", place + "/another")
        >>> os.listdir(place)
        ['another']
    """
    os.rename(path, to)


def make_workplace(target: str) -> str:
    """Make a folder for what is not yet, or no longer, in its place.

    Args:
        target: Path of what is to be replaced.

    Returns:
        The path of the new folder, beside it. What killed processes left there is moved into the new folder,
        to be removed with it.

    Raises:
        OSError: If it cannot be made.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp() + "/mine"
        >>> make_workplace(folder) == f"{folder}.nnref-{process_name()}"
        True
    """
    workplace = f"{target}.nnref-{process_name()}"
    remove_folder(workplace)
    os.mkdir(workplace)
    place, start = os.path.split(f"{target}.nnref-")
    for name in os.listdir(place or "."):
        path = os.path.join(place, name)
        if name.startswith(start) and path != workplace and is_left(name.removeprefix(start)):
            with contextlib.suppress(OSError):  # another process did it
                move(path, f"{workplace}/{name}")
    return workplace


def remove_folder(folder: str) -> None:
    """Remove a folder with all that is in it, if it is there.

    Args:
        folder: Path of the folder.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> remove_folder("a-new-folder")
    """
    shutil.rmtree(folder, ignore_errors=True)


def take_lock(folder: str, workplace: str, patience: float = 10) -> None:
    """Wait until no other process replaces a folder, and let the others wait from then on.

    Args:
        folder: Path of the folder.
        workplace: What make_workplace returned for it.
        patience: After how many seconds without a change a lock is taken from a process that may still run:
            nobody needs it for more than a moment.

    Returns:
        Nothing.

    Raises:
        OSError: If the lock cannot be had.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp() + "/mine"
        >>> take_lock(folder, make_workplace(folder))
        >>> os.listdir(folder + ".nnref-lock") == [process_name()]
        True
    """
    lock = f"{folder}.nnref-lock"
    os.mkdir(f"{workplace}/lock")
    with open(f"{workplace}/lock/{process_name()}", "wb"):
        pass
    seen = None
    since = 0.0
    while True:
        try:
            move(f"{workplace}/lock", lock)  # fails if there is a folder with something in it
            return
        except OSError:
            if modified(lock) != seen:
                seen, since = modified(lock), time.monotonic()
            waited = time.monotonic() - since
            if waited > 2 * patience:
                raise
        owners: list[str] = []
        with contextlib.suppress(OSError):
            owners = os.listdir(lock)
        for owner in owners:
            if waited > patience or is_left(owner):
                open_lock(folder, owner)
        time.sleep(0.002)


def open_lock(folder: str, owner: str) -> None:
    """End the wait of other processes to replace a folder.

    Args:
        folder: Path of the folder.
        owner: Name of the process that has the lock; if another one has it by now, it keeps it.

    Returns:
        Nothing.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> open_lock("a-new-folder", process_name())
    """
    with contextlib.suppress(OSError):
        os.remove(f"{folder}.nnref-lock/{owner}")
        os.rmdir(f"{folder}.nnref-lock")


def find_folder(folder: str) -> str:
    """Where a folder is, also if a save was killed while it replaced it.

    Args:
        folder: Path of the folder.

    Returns:
        Its path, or the path of its old content if there is only that.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> find_folder("a-new-folder")
        'a-new-folder'
    """
    old = f"{folder}.nnref-old"
    return folder if os.path.lexists(folder) or not os.path.isdir(old) else old


def read_undisturbed(folder: str, read: Callable[[str], Any]) -> Any:
    """Read a folder, again if it is replaced meanwhile, so that all files are from one save.

    Args:
        folder: Path of the folder.
        read: A function of the path at which the folder is found, which returns what it reads.

    Returns:
        What read returned.

    Raises:
        InputError: If read raises it, and the folder was not replaced.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> read_undisturbed(".", lambda folder: {"folder": folder})
        {'folder': '.'}
    """
    while True:
        found = find_folder(folder)
        before = modified(found)
        try:
            content = read(found)
        except InputError:
            # in this order: what was away for a moment is there again, or still is nowhere
            if find_folder(folder) == found and modified(found) == before:
                raise
            continue
        if modified(found) == before:
            return content


def put_back(folder: str) -> None:
    """Put the old content of a folder back, if a save was stopped before it put the new one there.

    Args:
        folder: Path of the folder; this process has its lock.

    Returns:
        Nothing.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> put_back("a-new-folder")
    """
    if find_folder(folder) != folder:
        move(find_folder(folder), folder)


def replace_folder(folder: str, write: Callable[[str], None], check: Callable[[], None]) -> None:
    """Write a folder anew, in the place of the old one if there is one.

    Args:
        folder: Path of the folder.
        write: A function of the path of an empty folder, which fills it.
        check: A function that raises an error if the old folder is to stay, called at the last moment.

    Returns:
        Nothing.

    Raises:
        OSError: If it cannot be written; then the old one is where it was, as it is if write or check raises an
            error.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp() + "/mine"
        >>> replace_folder(folder, write=lambda new: os.mkdir(new + "/content"), check=lambda: None)
        >>> os.listdir(folder)
        ['content']
    """
    old = f"{folder}.nnref-old"
    os.makedirs(os.path.dirname(folder) or ".", exist_ok=True)
    workplace = make_workplace(folder)
    try:
        new = f"{workplace}/new"
        os.mkdir(new)
        write(new)
        take_lock(folder, workplace)
        try:
            put_back(folder)
            check()
            if os.path.lexists(old):
                move(old, f"{workplace}/older")
            now = max(time.time_ns(), modified(folder) + 1000000)  # later than the old one, whatever the clock says
            os.utime(new, ns=(now, now))
            if os.path.lexists(folder):
                move(folder, old)
            move(new, folder)
            if os.path.lexists(old):
                move(old, f"{workplace}/old")
        finally:
            put_back(folder)
            open_lock(folder, process_name())
    finally:
        remove_folder(workplace)


def replace_file(file: str, write: Callable[[str], None]) -> None:
    """Write a file anew, in the place of the old one if there is one.

    Args:
        file: Path of the file.
        write: A function of the path of a file, which writes it.

    Returns:
        Nothing.

    Raises:
        OSError: If it cannot be written; then the old one is as it was.

    Source:
        nnref

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = Path(tempfile.mkdtemp() + "/new.txt")
        >>> replace_file(str(file), write=lambda new: Path(new).write_text("whole") and None)
        >>> file.read_text()
        'whole'
    """
    workplace = make_workplace(file)
    try:
        new = f"{workplace}/new"
        write(new)
        move(new, file)
    finally:
        remove_folder(workplace)
