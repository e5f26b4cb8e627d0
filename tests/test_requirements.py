"""What `make test` installs is locked by version and digest, and is all that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKED = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in re.findall(r"^(\S+==[^\\\n]+?) *\\$", LOCKED, re.M)]


def asked() -> list[Requirement]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    words = [
        *told["build-system"]["requires"],
        *told["project"]["dependencies"],
        *told["dependency-groups"]["dev"],
    ]
    return [Requirement(line) for line in words]


def test_what_is_asked_for_is_locked_at_a_version_that_is_admitted() -> None:
    for wanted in asked():
        pins = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(wanted.name)]
        assert pins, f"{wanted} is not locked: make lock"
        versions = [str(pin.specifier).removeprefix("==") for pin in pins]
        assert all(wanted.specifier.contains(version) for version in versions), (
            f"{wanted}, {versions}: make lock"
        )


def test_each_package_is_locked_by_its_digest_and_names_no_place_to_fetch_it_from() -> None:
    heads = re.findall(r"^[A-Za-z0-9].*$", LOCKED, re.M)
    assert len(heads) == len(PINS)
    for entry in re.split(r"^(?=[A-Za-z0-9])", LOCKED, flags=re.M)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "://" not in LOCKED
