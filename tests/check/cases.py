"""Map projects for tests of the check: the sound one, and cases laid over it."""

import shutil
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
SOUND = GOLDEN / "sound"
EXPECTED = "findings.txt"


def laid_over(case: Path, folder: Path) -> Path:
    """Copy the sound map project into a folder, then the files in which a case differs."""
    shutil.copytree(SOUND, folder)
    shutil.copytree(case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
    return folder
