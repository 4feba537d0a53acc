"""待办 in each scope and narrowed, what may be asked there; bars of workflows; the home page of each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.services import people
from app.services.session import Session
from app.ui.pages.tasks import MINE, OFFICE
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.pictures.stage import stage as play_on

POSTS: Mapping[str, str] = {
    "principal": "principal", "member": "member", "dossier_subject": "member", "discipline_secretary": "discipline_secretary",
}  # fmt: skip


def task_page(stage: Stage, camera: Camera) -> None:
    """The page in each scope, one time only, nothing left, the explanation beside it."""
    for scope in (MINE, OFFICE):
        page = stage.open("tasks", scope=scope, group="")
        camera.take(f"tasks-{scope}", stage.shell)
    person = next((t.people[0] for t in page.found.tasks if t.people), "")
    if person:
        page = stage.open("tasks", person=person)
        camera.take("tasks-person", stage.shell)
    page = stage.open("tasks", scope=OFFICE, group="quarter")
    camera.take("tasks-quarter", stage.shell)
    page.text.setText("没有这样的事")
    page._fill()
    stage.settle()
    camera.take("tasks-nothing", stage.shell)
    page.clear_filters()
    page.list.setFocus()
    page.list.choose(len(page.list.items) - 1)
    stage.settle()
    camera.take("tasks-folded", stage.shell)
    page.list.open_current()
    stage.settle()
    camera.take("tasks-old", stage.shell)
    page.set_group("")
    explained = next((t for t in page.found.tasks if t.explain is not None), None)
    if explained is not None:
        page.list.choose_key(explained.id)
        page._ask()
        stage.settle()
        camera.take("tasks-why", stage.shell)
    if page.found.tasks:
        page.list.choose(0)
        stage.modal(lambda: page.card.acts.set_aside(page.chosen()), lambda window: camera.take("tasks-aside", window))
        stage.modal(lambda: page.card.acts.hand_on(page.chosen()), lambda window: camera.take("tasks-hand-on", window))


def as_role(session: Session, role: str) -> Session:
    """The same office as another account with one role sees it; a leader's is linked to who holds the post.

    Administrators hold no key to records.
    """
    own, _name = session.own_unit()
    person = next((p.person for p in people.posts(session) if POSTS.get(role) in p.roles and not p.until and p.unit == own), "")
    user = replace(session.user, id=f"as-{role}", roles=(role,), person=person)
    store = session.business if session.catalog.rights.business((role,)) else None
    return replace(session, user=user, business=store, cache={}, undo_stack=[], redo_stack=[])


def homes(stage: Stage, camera: Camera) -> None:
    """The home page of every role."""
    for role in stage.session.catalog.rights.roles:
        with play_on(as_role(stage.session, role), stage.desk.tokens, stage.size) as other:
            other.open("home")
            camera.take(f"home-{role}", other.shell)


TASKS: Mapping[str, Scene] = {"tasks": task_page, "homes": homes}
