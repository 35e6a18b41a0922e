"""Folders and files that are replaced as a whole: a save that is killed leaves the old one or the new one."""

import contextlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable
from typing import Any

from nnref.checks.errors import InputError


def is_folder(path: str) -> bool:
    """Whether there is a folder, or a link to one.

    Args:
        path: Its path.

    Returns:
        Whether there is.

    Source:
        POSIX, stat; R takes a socket and a block device for folders.

    Example:
        >>> is_folder("."), is_folder("a-new-folder")
        (True, False)
    """
    return os.path.isdir(path)


def is_file(path: str) -> bool:
    """Whether there is an ordinary file, or a link to one: no folder, pipe or device.

    Args:
        path: Its path.

    Returns:
        Whether there is.

    Source:
        POSIX, stat; R does not tell a pipe or a device from an empty file.

    Example:
        >>> is_file(__file__), is_file(os.devnull)
        (True, False)
    """
    return os.path.isfile(path)


def follow_links(path: str) -> str:
    """Where a path leads to, so that a link stays one when what it names is replaced.

    Args:
        path: A path, of something that is there or is not.

    Returns:
        The path without links, and without a slash at its end.

    Source:
        POSIX, realpath.

    Example:
        >>> os.path.basename(follow_links("a-new-folder/"))
        'a-new-folder'
    """
    return os.path.realpath(path)


def check_save_place(path: str) -> None:
    """Refuse to save where nothing can be written, or where what is there cannot be replaced.

    Args:
        path: Path of the folder or file to write.

    Returns:
        Nothing.

    Raises:
        InputError: If nothing can be made beside it, or above, where the folders that lead to it are missing; or if
            it is there and cannot be renamed, like the place where a disk is mounted.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_save_place("a-new-folder")
    """
    try:
        place = parent = follow_links(path)
        while not os.path.exists(os.path.dirname(parent)):
            parent = os.path.dirname(parent)
        new = unused_name(parent, "new")
        os.mkdir(new)
        os.rmdir(new)
        if os.path.exists(place):
            try:
                os.replace(place, unused_name(place, "old"))
            except FileNotFoundError:  # another save has just put it aside
                pass
            finally:
                put_back(place)
    except OSError:
        raise InputError(f"{path.rstrip('/') or '/'}: cannot be written") from None


def unused_name(path: str, ending: str) -> str:
    """A name beside a path that no other save has, in this process or any other, on any machine.

    Args:
        path: The path of what is to be replaced.
        ending: What it is for: new, old or gone.

    Returns:
        The path with the new name.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> unused_name("mine", "new") != unused_name("mine", "new")
        True
    """
    return f"{path}.nnref-{secrets.token_hex(6)}.{ending}"


def names_beside(path: str, ending: str) -> list[str]:
    """What saves have put beside a path.

    Args:
        path: The path of what they replace.
        ending: What it is for: new, old or gone.

    Returns:
        The paths; none if the folder above cannot be read.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> names_beside("a-new-folder", "old")
        []
    """
    above, start = os.path.split(f"{path}.nnref-")
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = [name for name in os.listdir(above or ".") if name.startswith(start)]
    return [os.path.join(above, name) for name in names if re.fullmatch(f"[0-9a-f]+.{ending}", name[len(start) :])]


def modified(path: str) -> int:
    """When a folder was changed; it changes with each save.

    Args:
        path: Path of the folder.

    Returns:
        The time, or a number below 0 if there is no such folder.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> modified("a-new-folder")
        -1
    """
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return -1


def remove_all(path: str) -> None:
    """Remove a file, or a folder with all that is in it, if it is there and can be removed.

    Args:
        path: Its path.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> remove_all("a-new-folder")
    """
    with contextlib.suppress(OSError):
        os.remove(path)
    with contextlib.suppress(OSError):
        os.chmod(path, 0o700)
    shutil.rmtree(path, ignore_errors=True)


def find_folder(folder: str) -> str:
    """Where a folder is, also while a save replaces it, or if one was killed then.

    Args:
        folder: Path of the folder.

    Returns:
        Its path; or, if there is only that, the path of the latest that a save has put aside.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> find_folder("a-new-folder")
        'a-new-folder'
    """
    if os.path.lexists(folder):
        return folder
    return max(names_beside(folder, "old"), key=modified, default=folder)


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
    failed = 0
    while True:
        found = find_folder(folder)
        before = modified(found)
        try:
            content = read(found)
        except InputError:
            # in this order: what was away for a moment is there again, or still is nowhere
            is_same = find_folder(folder) == found and modified(found) == before
            failed = failed + 1 if is_same else 0
            if failed == 3:  # once may be a save that has put it aside and back
                raise
            continue
        if modified(found) == before:
            return content


def put_back(path: str) -> None:
    """Put what was put aside last back in its place, if nothing is there.

    Args:
        path: Path of the place.

    Returns:
        Nothing.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> put_back("a-new-folder")
    """
    if find_folder(path) != path:
        with contextlib.suppress(OSError):  # something is there by now
            os.replace(find_folder(path), path)


def remove_leftovers(path: str) -> None:
    """Remove what saves have put beside a path and nobody needs any more.

    Args:
        path: The path of what they replaced.

    Returns:
        Nothing.

    Source:
        fixtures/README.md, "How a folder is replaced".

    Example:
        >>> remove_leftovers("a-new-folder")
    """
    for old in names_beside(path, "old"):
        if modified(old) < modified(path):  # else another save has just put aside what is later than this
            with contextlib.suppress(OSError):  # another one does the same
                os.replace(old, unused_name(path, "gone"))  # in one step: nobody is to find half of it
    for new in names_beside(path, "new"):
        if modified(new) < modified(path) - 86400 * 10**9:  # nobody writes for a day
            remove_all(new)
    for gone in names_beside(path, "gone"):
        remove_all(gone)


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
    is_here, mode = False, None
    with contextlib.suppress(OSError):  # it is not there, or another save has just put it aside
        mode = stat.S_IMODE(os.stat(find_folder(folder)).st_mode)
        is_here = os.path.samefile(folder, ".")
    os.makedirs(os.path.dirname(folder) or ".", exist_ok=True)
    new = unused_name(folder, "new")
    try:
        os.mkdir(new)
        if mode is not None:
            os.chmod(new, 0o700)  # nobody sees more of it than of the old one
        write(new)
        if mode is not None:
            os.chmod(new, mode)
        for tries_left in reversed(range(100)):
            check()
            try:
                if os.path.exists(folder):
                    os.replace(folder, unused_name(folder, "old"))
                now = max(time.time_ns(), modified(find_folder(folder)) + 1000000)  # later than the old one, surely
                os.utime(new, ns=(now, now))
                os.replace(new, folder)
                break
            except OSError:  # perhaps since another save has put its own there
                if tries_left == 0:
                    raise
            finally:
                put_back(folder)
            time.sleep(0.01)
    finally:
        remove_all(new)
        remove_leftovers(folder)
    if is_here:
        os.chdir(folder)  # else this process would stay in the old one


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
    new = unused_name(file, "new")
    try:
        write(new)
        if os.path.exists(file):
            os.chmod(new, stat.S_IMODE(os.stat(file).st_mode))
        os.replace(new, file)
    finally:
        remove_all(new)
        remove_leftovers(file)
