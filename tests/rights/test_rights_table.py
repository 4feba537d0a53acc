"""docs/rights.md is what the definitions say; with LVZE_WRITE_RIGHTS=1 it is written anew."""

from __future__ import annotations

import os
from pathlib import Path

from app.services.rights_table import table
from app.ui.navigation import FOOT, NAV_PAGES, may_open
from tests.rights.conftest import CATALOG, ROLES, Filled

FILE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_the_table_of_rights_is_what_the_definitions_say(filled: Filled) -> None:
    pages = {}
    for role in ROLES:
        session = filled.as_role(role, filled.members[0])
        pages[role] = [p.title for p in (*NAV_PAGES, FOOT) if may_open(session, p)]
    made = table(CATALOG, pages)
    if os.environ.get("LVZE_WRITE_RIGHTS"):
        FILE.write_text(made, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == made


def test_every_grant_stands_in_the_table() -> None:
    text = FILE.read_text(encoding="utf-8")
    for role in CATALOG.rights.roles.values():
        part = text.split(f"### {role.label} `{role.code}`", 1)[1].split("###", 1)[0].split("## ", 1)[0]
        for name in {v for r, _a, v, _s in CATALOG.rights.grants if r == role.code and v}:
            assert f"| {CATALOG.rights.classes[name].label} |" in part, (role.code, name)
