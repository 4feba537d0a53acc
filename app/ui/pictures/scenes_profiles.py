"""Page layouts and kinds of letters in the settings: the standard, an own one being typed, one that cannot be, and the small dialogs."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import letter_kinds, profile_form, profiles
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage, wait_until


def _own(stage: Stage) -> str:
    """An own layout with other margins, used for two kinds of letter; made once."""
    session = stage.session
    found = next((r.code for r in profiles.profiles(session) if r.own), "")
    if found:
        return found
    base = profiles.find_profile(session.catalog, "margins3458")
    made = profile_form.look(session, profile_form.values_of(base), base, "本局版式（上下边距 34.58）", "依据本局公文处理办法，2026 年起用。")
    assert made.profile is not None  # noqa: S101 - a shipped layout
    code = profiles.save_profile(session, made.profile).value
    profiles.use_for(session, code, unit=False, kinds=["letter.reminder", "letter.admonish"])
    return code


def layouts(stage: Stage, camera: Camera) -> None:
    """The tab of page layouts in its states."""
    code = _own(stage)
    page = stage.open("settings", tab="profiles")
    tab = page.tabs.currentWidget()
    wait_until(lambda: tab.sample.sheet.count > 0)
    stage.settle()
    camera.take("profiles", stage.shell)
    tab.choose(code)
    for name in ("letter", "minutes", "order"):
        tab.sample.choose(name)
        stage.settle()
        camera.take(f"profiles-{name}", stage.shell)
    stage.modal(tab.use, lambda w: camera.take("profiles-use", w))
    field = tab.form.fields["grid.columns"]
    field.set_value(27)
    field.changed.emit()
    tab.draw()
    stage.settle()
    camera.take("profiles-typed", stage.shell)
    top = tab.form.fields["page.top"]
    top.set_value("三十七")
    top.changed.emit()
    tab.draw()
    wait_until(lambda: bool(tab.look.problem))
    stage.settle()
    camera.take("profiles-problem", stage.shell)
    tab.back()
    stage.settle()


def kinds(stage: Stage, camera: Camera) -> None:
    """The tab of kinds of letters: every section, one being reworded, one that is wrong, a new one."""
    session = stage.session
    data = letter_kinds.data_of(session, "letter.supervise_urge")
    letter_kinds.save_kind(session, {**data, "title": "关于抓紧办理{topic}的督办函"})
    page = stage.open("settings", tab="kinds")
    tab = page.tabs.currentWidget()
    wait_until(lambda: tab.sample.sheet.count > 0)
    tab.choose("letter.supervise_urge")
    stage.settle()
    camera.take("kinds", stage.shell)
    for section in ("values", "asks", "basis", "annexes", "differs"):
        tab.form.choose(section)
        stage.settle()
        camera.take(f"kinds-{section}", stage.shell)
    tab.form.choose("text")
    tab.form.data["body"][0]["text"] += "联系人【经办人】。"
    tab.form.choose("text")
    tab.form.typed.emit()
    tab.draw()
    wait_until(lambda: bool(tab.look.problem))
    stage.settle()
    camera.take("kinds-problem", stage.shell)
    tab.back()
    stage.settle()
    stage.modal(tab.add, lambda w: camera.take("kinds-new", w))
    letter_kinds.reset_kind(session, "letter.supervise_urge")


PROFILES: Mapping[str, Scene] = {"profiles": layouts, "kinds": kinds}
