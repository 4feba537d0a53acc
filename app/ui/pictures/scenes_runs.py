"""The bars of workflows on records: of each workflow one run, the next step open, all steps unfolded."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import runs
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.runbar import Fold

MOST = 4  # workflows that are shown opened


def _longest(stage: Stage) -> dict[str, runs.Run]:
    """The run of each workflow that asks for most."""
    longest: dict[str, runs.Run] = {}
    for run in runs.runs(stage.session):
        if len(run.steps) > len(longest[run.flow].steps if run.flow in longest else ()):
            longest[run.flow] = run
    return longest


def ways(stage: Stage, camera: Camera) -> None:
    """For the manual: the bar of each workflow with its next step open, without the rest of the page."""
    for flow, run in sorted(_longest(stage).items()):
        card = stage.open("record", id=run.record).way.card
        if run.next:
            card.choose(run.next[0].id)
            stage.settle()
        camera.take(f"way-{flow.replace('_', '-')}", card)


def bars(stage: Stage, camera: Camera) -> None:
    """The longest run of each workflow that is under way."""
    longest = _longest(stage)
    for run in sorted(longest.values(), key=lambda r: (-len(r.steps), r.flow)):
        page = stage.open("record", id=run.record)
        card = page.way.card
        camera.take(f"run-{run.flow}", stage.shell)
        if list(longest).index(run.flow) < MOST and run.next:
            card.choose(run.next[0].id)
            stage.settle()
            camera.take(f"run-{run.flow}-step", stage.shell)
            fold = next((n for n, i in enumerate(card.bar.items) if isinstance(i.key, Fold)), -1)
            if fold >= 0:
                card.bar.choose(fold)
                card.bar.open_current()
                stage.settle()
                camera.take(f"run-{run.flow}-all", stage.shell)


RUNS: Mapping[str, Scene] = {"runs": bars}
