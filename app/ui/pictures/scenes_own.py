"""What is the unit's own: its duties, the editor of one, its words, what a new program would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.catalog.duties import DutyCatalog
from app.domain.duties.model import Amount, CountRule
from app.services import own_duties, own_terms
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage, wait_until
from app.ui.settings import packupgrade
from app.ui.settings.holidays import NoticeDialog

HEAD = {"title": "本局党组落实主体责任实施办法", "short": "本局办法", "issuer": "本局党组", "adopted": "2026-03-01（党组会议通过）"}
TALK: dict[str, Any] = {
    "article_no": "3", "article": "第三条", "label": "每季谈心", "summary": "主要负责人每季度和班子成员谈心两次。",
    "actors": ["principal"], "tier": "first", "frequency": "quarterly", "config": {"min_per_quarter": 2},
    "rule": {"type": "count", "kinds": ["talk.heart"], "where": {"by": ["principal"]}, "period": "quarter",
             "least": {"param": "min_per_quarter"}},
    "examples": [
        {"as_of": "2025-01-10", "expect": {"period": "2024Q2", "subject": "u1", "state": "met"},
         "records": [{"id": f"r{n}", "kind": "talk.heart", "date": "2024-05-10", "actor": "p1", "subject": ["p2"]} for n in (1, 2)]},
        {"as_of": "2025-01-10", "expect": {"period": "2024Q2", "subject": "u1", "state": "met"},
         "records": [{"id": "r1", "kind": "talk.heart", "date": "2024-05-10", "actor": "p1", "subject": ["p2"]}]},
    ],
}  # fmt: skip
FOLLOW: dict[str, Any] = {
    "article_no": "5", "article": "第五条", "label": "苗头问题及时提醒", "summary": "发现苗头性问题，三十天内提醒谈话。",
    "actors": ["principal"], "tier": "first", "frequency": "per-event",
    "rule": {"type": "follow", "trigger": {"kinds": ["event.tendency"]}, "needs": [{"kinds": ["talk.remind"]}], "within": 30},
}  # fmt: skip


NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。"""


def _own(stage: Stage) -> tuple[str, str]:
    """An own document with two duties, as the store has it; made once."""
    session = stage.session
    year = session.clock.today().year
    found = own_duties.packs(session)
    if found:
        return found[0].id, found[0].duties[0].id
    pack = own_duties.save_pack(session, HEAD, year).value
    duty = own_duties.save_duty(session, pack, TALK, year).value
    own_duties.save_duty(session, pack, FOLLOW, year)
    return pack, duty


def duties(stage: Stage, camera: Camera) -> None:
    """The tab of own duties without and with one, and the editor in its states."""
    stage.open("settings", tab="owned")
    camera.take("own-duties-empty", stage.shell)
    pack, duty = _own(stage)
    page = stage.open("settings", tab="owned")
    page.tabs.currentWidget().read()
    stage.settle()
    camera.take("own-duties", stage.shell)
    page = stage.open("ownduty", pack=pack, duty=duty)
    wait_until(lambda: page.checked is not None and len(page.checked.outcomes) == 2)
    stage.settle()
    camera.take("own-duty", stage.shell)
    stage.stretch(3000)
    camera.take("own-duty-whole", stage.shell)
    stage.stretch()
    page.data["label"] = ""
    page.form.rebuild()
    page.touched = True
    page.ask()
    wait_until(lambda: page.checked is not None and bool(page.checked.problem))
    stage.settle()
    camera.take("own-duty-problem", stage.shell)
    page.touched = False
    for number, name in enumerate(("order", "ratio", "complete", "forbid")):
        like = next(d.id for d in stage.session.catalog.duties if d.type_name == name)
        page.checked = None
        stage.open("ownduty", pack=pack, like=like)
        wait_until(lambda: page.checked is not None)
        stage.stretch(3000)
        camera.take(f"own-duty-{number}-{name}", stage.shell)
        stage.stretch()


def terms(stage: Stage, camera: Camera) -> None:
    """The lists of words, one of them extended."""
    code = own_terms.add(stage.session, "talk_kind", "开学廉政谈话").value
    own_terms.add(stage.session, "talk_kind", "节前谈话")
    own_terms.retire(stage.session, "talk_kind", code, True)
    own_terms.rename(stage.session, "talk_kind", "talk.heart", "交心谈心")
    page = stage.open("settings", tab="terms")
    tab = page.tabs.currentWidget()
    wait_until(lambda: bool(tab.lists))
    tab.choose("talk_kind")
    camera.take("own-terms", stage.shell)
    stage.modal(tab.add, lambda w: camera.take("own-term-new", w))


def upgrade(stage: Stage, camera: Camera) -> None:
    """A newer program whose first document says otherwise: the hint, and what it would change."""
    session = stage.session
    base = session.catalog.shipped or session.catalog
    pack = base.duties.packs[-1]
    first, rule = next((d, d.rule) for d in pack.duties if isinstance(d.rule, CountRule))
    more = replace(first, rule=replace(rule, least=Amount(7)), label=f"{first.label}（新）")
    others = [d for d in pack.duties if d is not first][1:]
    packs = {p.id: replace(p, duties=(more, *others)) if p.id == pack.id else p for p in base.duties.packs}
    session.catalog = replace(base, duties=DutyCatalog(packs))
    session.define()
    page = stage.open("settings", tab="packs")
    page.tabs.currentWidget().read()
    stage.settle()
    camera.take("upgrade-hint", stage.shell)
    stage.modal(lambda: packupgrade.ask(stage.desk, page, pack.id), lambda w: camera.take("upgrade", w))


def holidays(stage: Stage, camera: Camera) -> None:
    """The tab of days off, and a notice being pasted."""
    page = stage.open("settings", tab="holidays")
    tab = page.tabs.currentWidget()
    wait_until(lambda: bool(tab.plans))
    camera.take("holidays", stage.shell)

    def paste(dialog: QWidget) -> None:
        if isinstance(dialog, NoticeDialog):
            dialog.text.set_value(NOTICE)
            dialog.text.changed.emit()
        camera.take("holidays-notice", dialog)

    stage.modal(tab.paste, paste)


def flow_params(stage: Stage, camera: Camera) -> None:
    """The tab of workflow parameters, one of them being set, and the stages of reminders."""
    page = stage.open("settings", tab="flows")
    tab = page.tabs.currentWidget()
    wait_until(lambda: bool(tab.rows))
    tab.table.selectRow(0)
    camera.take("flow-params", stage.shell)
    stage.modal(tab.change, lambda w: camera.take("flow-param", w))
    stage.modal(tab.remind, lambda w: camera.take("flow-reminders", w))


OWN: Mapping[str, Scene] = {
    "own-duties": duties, "own-terms": terms, "upgrade": upgrade, "holidays": holidays, "flow-params": flow_params,
}  # fmt: skip
