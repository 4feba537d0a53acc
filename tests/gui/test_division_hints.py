"""The division of work in the editor: what should be looked at again stands below the table and stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.services import people

if TYPE_CHECKING:
    from app.ui.shell import Shell

Idle = Callable[[], None]


def test_finance_with_the_principal_is_said_while_it_is_typed(shell: Shell, idle: Idle) -> None:
    session = shell.desk.session
    principal = next(p.person for p in people.posts(session) if "principal" in p.roles)
    rows = [{"person": principal, "charges": ["ndc.finance"]}]
    shell.desk.open("record", form="division", kind="doc.division", values={"title": "分工", "charges": rows})
    idle()
    page = shell.current
    page.check()  # type: ignore[attr-defined]
    idle()
    cell = page.form.cells["charges"]  # type: ignore[attr-defined]
    assert "财务" in cell.problem.text()
    assert cell.problem.property("tone") == "warn"

