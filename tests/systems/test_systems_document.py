"""docs/systems.md names all 88 mechanisms and the tests that prove each; docs/protections.md those of due process."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"^ *def (test(?:_s\d\d)+)_", re.MULTILINE)
NUMBERS = range(1, 89)


def proofs() -> dict[int, set[str]]:
    """Files with tests that prove a mechanism."""
    found: dict[int, set[str]] = {number: set() for number in NUMBERS}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in TEST.findall(path.read_text(encoding="utf-8")):
            for number in re.findall(r"_s(\d\d)", name):
                found[int(number)].add(path.relative_to(ROOT / "tests").as_posix())
    return found


def rows() -> list[tuple[str, ...]]:
    return ROW.findall((ROOT / "docs" / "systems.md").read_text(encoding="utf-8"))


def test_every_mechanism_has_a_line_that_says_where_it_is_and_how_to_see_it() -> None:
    found = rows()
    assert [int(number) for number, *_rest in found] == list(NUMBERS)
    assert all(len(where) > 5 and len(demo) > 5 for _number, _name, where, demo, _proof in found)


def test_every_mechanism_is_proved_by_the_tests_that_its_line_names() -> None:
    told = {int(number): set(re.findall(r"[\w/]+\.py", proof)) for number, _name, _where, _demo, proof in rows()}
    assert told == proofs()
    assert not [number for number, files in told.items() if not files]


def test_every_protection_names_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "protections.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| DP-(\d\d) \|.*\| (.+?) \|$", text, re.MULTILINE)
    assert [int(number) for number, _proof in found] == list(range(1, 18))
    for _number, proof in found:
        files = re.findall(r"`([\w/]+\.py)`", proof)
        assert files
        assert all((ROOT / "tests" / name).is_file() for name in files)
