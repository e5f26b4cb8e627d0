"""A Python that lacks what Windows lacks: `python -m tests.windows COMMANDS` runs command lines in it.

COMMANDS is JSON: a list of command lines, each a list of words; the last line printed lists the exit codes.
Imitated are the modules and calls that Windows has not, its refusal to open folders and to move or remove
open files, and text in cp1252 with two characters at line ends. What other packages do there is not.
"""

import builtins
import errno
import io
import json
import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

POSIX_ONLY = {"fcntl", "grp", "pwd", "readline", "resource", "syslog", "termios", "tty"}
FLAGS = {"O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_SYNC"}
FILES = {"chown", "fchmod", "fchown", "mkfifo", "statvfs", "sync"}
PROCESSES = {
    "fork",
    "getuid",
    "geteuid",
    "getgid",
    "getpgid",
    "killpg",
    "setsid",
    "uname",
    "sched_getaffinity",
}


class Absent(MetaPathFinder):
    """Finds that POSIX's modules are not there."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        if fullname in POSIX_ONLY:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def become() -> None:
    """Take from this process what Windows does not have; other people's packages are imported before."""
    for name in POSIX_ONLY:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Absent())
    for name in FLAGS | FILES | PROCESSES:
        if hasattr(os, name):
            delattr(os, name)
    os.open = _opening(os.open)
    for name in ("rename", "replace", "remove", "unlink"):
        setattr(os, name, _moving(getattr(os, name)))
    io.open = builtins.open = _in_the_system_s_letters(open)


def _opening(real: Any) -> Any:
    def opened(path: Any, *given: Any, **named: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *given, **named)

    return opened


def _moving(real: Any) -> Any:
    """Neither move nor remove a file that this process has open, nor put another in its place."""

    def moved(*given: Any, **named: Any) -> None:
        held = {os.path.realpath(handle) for handle in Path("/proc/self/fd").iterdir()}
        for path in given:
            if Path(path).is_file() and str(Path(path).resolve()) in held:
                raise PermissionError(errno.EACCES, "The file is used by another process", str(path))
        real(*given, **named)

    return moved


def _in_the_system_s_letters(real: Any) -> Any:
    """Read and write text as cp1252 with both its line ends, where the code does not say how."""

    def opened(
        file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *given: Any, **named: Any
    ) -> Any:
        if "b" not in mode and not given and isinstance(file, str | Path):
            encoding = "cp1252" if encoding in (None, "locale") else encoding
            if set(mode) & set("wax+"):
                named = {"newline": "\r\n"} | {k: v for k, v in named.items() if v is not None}
        return real(file, mode, buffering, encoding, *given, **named)

    return opened


def main() -> None:
    import click
    import folium  # noqa: F401
    import geopandas  # noqa: F401
    import portalocker  # noqa: F401
    import rich.progress  # noqa: F401
    import tomlkit  # noqa: F401

    become()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="cp1252")  # type: ignore[union-attr]
    from controlmap.cli import main as controlmap

    codes = []
    for words in json.loads(sys.argv[1]):
        try:
            controlmap(words)
        except SystemExit as ended:
            codes.append(ended.code or 0)
        click.echo(f"{words[0]}: {codes[-1]}", err=True)
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\n" + json.dumps(codes).encode())


if __name__ == "__main__":
    main()
