"""Folders that are replaced as a whole: a save that is killed leaves the old one or the new one."""

import contextlib
import os
import shutil
from collections.abc import Callable
from typing import Any

from nnref.errors import InputError


def unfinished_saves(folder: str, ending: str) -> dict[str, int]:
    """What saves that have not ended keep beside a folder.

    Args:
        folder: Path of the folder that they save.
        ending: `tmp` for what may be incomplete, `old` for a whole folder that is being replaced.

    Returns:
        The number of the process that saves, by path, in the order of their names.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> unfinished_saves("a-new-folder", "tmp")
        {}
    """
    try:
        names = sorted(os.listdir(os.path.dirname(folder) or "."))
    except OSError:
        return {}
    start = os.path.basename(folder) + "."
    found = {}
    for name in names:
        process, _, rest = name.removeprefix(start).partition(".")
        if name.startswith(start) and rest == ending and process.isascii() and process.isdigit():
            found[os.path.join(os.path.dirname(folder), name)] = int(process)
    return found


def find_folder(folder: str) -> str:
    """Where a folder is, also if a save was stopped while it replaced it.

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
    old = [] if os.path.lexists(folder) else list(unfinished_saves(folder, "old"))
    return old[0] if old and not os.path.lexists(folder) else folder


def read_undisturbed(folder: str, read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
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

    def modified(folder: str) -> int:
        try:
            return os.stat(folder).st_mtime_ns
        except OSError:
            return -1

    while True:
        found = find_folder(folder)
        before = modified(found)
        try:
            content = read(found)
        except InputError:
            if modified(found) == before and find_folder(folder) == found:
                raise
            continue
        if modified(found) == before:
            return content


def remove_unfinished(folder: str) -> None:
    """Put a folder back, and remove what is left beside it, if saves were killed.

    Args:
        folder: Path of the folder.

    Returns:
        Nothing. What belongs to a save that goes on is left alone.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> remove_unfinished("a-new-folder")
    """

    def is_alive(process: int) -> bool:
        if process == os.getpid():
            return False  # there is nothing of ours yet
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            return True
        return True

    for old, process in unfinished_saves(folder, "old").items():
        if not is_alive(process):
            temporary = old.removesuffix("old") + "tmp"
            if not os.path.lexists(folder):
                os.rename(old, folder)
            else:
                remove_folder(temporary)
                os.rename(old, temporary)
    for temporary, process in unfinished_saves(folder, "tmp").items():
        if not is_alive(process):
            remove_folder(temporary)


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


def replace_folder(folder: str, temporary: str) -> None:
    """Put a new folder in the place of an old one.

    Args:
        folder: Path of the old folder; there may be none.
        temporary: Path of the new folder, whole, beside the old one: folder, a point, the number of this
            process and `.tmp`.

    Returns:
        Nothing; the new folder is at its place, and the old one, if any, is what temporary now names.

    Raises:
        OSError: If a folder cannot be renamed; then the old one is where it was.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> import tempfile
        >>> place = tempfile.mkdtemp()
        >>> os.mkdir(place + "/mine.1.tmp")
        >>> replace_folder(place + "/mine", place + "/mine.1.tmp")
        >>> os.listdir(place)
        ['mine']
    """
    old = temporary.removesuffix("tmp") + "old"
    for _ in range(100):  # another save may put its own folder there in between: then that one is replaced too
        with contextlib.suppress(FileNotFoundError):
            os.rename(folder, old)
        try:
            os.rename(temporary, folder)
        except OSError:
            if os.path.lexists(folder):
                remove_folder(old)
                continue
            os.rename(old, folder)
            raise
        if os.path.lexists(old):
            os.rename(old, temporary)
        return
    raise OSError(f"{folder} is replaced all the time")
