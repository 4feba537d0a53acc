"""Makes the store that is kept for a released schema: `python -m tests.corpus.stores.make_store FOLDER`.

Run once per released schema; what it made stays in the repository for ever. Invented data.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from app.catalog.catalog import load_catalog
from app.services import attachments, backup, duty_settings, letters, records
from tests.unit.services.desk import Desk, new_office

KEPT = ("business.lvdb", "office.lvdb", "keys.lvkeys")


def main(target: Path) -> None:
    """A meeting, talks, a numbered letter, an attachment, a setting, a second account; then only the files."""
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(new_office(Path(name) / "office", load_catalog(), packs=False).session)
        session = desk.session
        duty_settings.set_pack(session, "tianshui-2014", True, 2020)
        li = desk.person("李雷", fields=("城建科",))
        paper = Path(name) / "笔录.txt"
        paper.write_text("谈话笔录", encoding="utf-8")
        held = desk.talk(li, "2026-03-03", requirements="管好分管领域", attachments=[attachments.attach(session, paper)])
        records.transition(session, held.id, "hold")
        records.transition(session, desk.meeting("2026-04-04").id, "finalise")
        records.delete(session, [desk.talk(li, "2026-05-05").id])
        letter = desk.signed_letter()
        letters.advance(session, letter.id, "number", series="某纪提")
        duty_settings.set_parameters(session, "beijing-28/12/principal-heart-talk", {"min_per_year": 2}, 2026)
        desk.add_account("audit", "auditor")
        made = backup.backup(session)  # compact copies
        session.close()
        target.mkdir(parents=True)
        for file in KEPT:
            shutil.copy(made / file, target / file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
