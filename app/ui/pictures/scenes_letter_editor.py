"""Writing a letter: its text with levels and a table, each part of the paper, attachments, the table window, printing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene, first_record
from app.ui.pictures.stage import Stage

TABLE: dict[str, Any] = {
    "columns": [{"label": "序号", "share": 1}, {"label": "问题", "share": 4}, {"label": "责任科室", "share": 2}],
    "rows": [["1", "整改措施逾期未完成", "城建科"], ["2", "会议记录不完整", "办公室"], ["3", "清单缺少完成时限", "质监站"]],
}
TEXT: list[dict[str, Any]] = [
    {"level": 0, "text": "根据有关规定，我委对你单位党组二〇二五年度民主生活会整改落实情况开展了专项检查。现将发现的问题和建议通知如下。"},
    {"level": 1, "text": "存在的问题"},
    {"level": 2, "text": "整改责任压得不实。十二条整改措施中五条逾期未完成，主要负责人未按方案逐条审核。"},
    {"level": 2, "text": "制度执行不够严格。第二十七次党组会第三项议题表态次序不符，会议记录未载明各成员意见。"},
    {"level": 3, "text": "问题清单如下"},
    {"level": 0, "table": TABLE},
    {"level": 1, "text": "建议"},
    {"level": 0, "text": "请你单位党组切实履行主体责任，逐条制定措施，明确责任人和完成时限，于【日期】前书面反馈。"},
]  # fmt: skip
ANNEXES = [{"title": "整改台账逾期条目清单", "text": TEXT[1:6]}, {"title": "各单位履责记录核对表", "separate": True}]


def writing(stage: Stage, camera: Camera) -> None:
    """A letter with levels and a table, every part of it, and the table in its window."""
    page = stage.open("letter", kind="letter.discipline_suggestion")
    body = {**page.form.body(), "to": ["县住房和城乡建设局党组"], "title": "关于民主生活会整改落实工作的｜纪律检查建议",
            "body": TEXT, "attachments_text": ANNEXES, "secrecy_level": "secret", "copy_no": "000001"}  # fmt: skip
    page.form.set_body(page.kind, body, {})
    page.show_typing()
    page.form.text.go_to_row(3)
    page.preview()
    stage.settle()
    camera.take("letter-writing", stage.shell)
    for number in range(1, page.form.tabs.count()):
        page.form.tabs.setCurrentIndex(number)
        if number == 1:
            page.form.fields["attachments_text"].rows[0].toggle()
        stage.settle()
        camera.take(f"letter-part-{number}", stage.shell)
    page.form.tabs.setCurrentIndex(0)
    page.form.text.go_to_row(5)
    stage.modal(page.form.bar.edit_table, lambda w: camera.take("letter-table", w))
    stage.modal(_new_table(page), lambda w: camera.take("letter-table-new", w))


def _new_table(page: Any) -> Any:
    def act() -> None:
        page.form.text.go_to_row(0)
        page.form.bar.edit_table()

    return act


def read_only(stage: Stage, camera: Camera) -> None:
    """A letter under review, which its reader may not change, and one that has gone out."""
    for state in ("review", "delivered"):
        found = first_record(stage.session, ("letter",), state=state)
        if found:
            stage.open("letter", id=found)
            camera.take(f"letter-read-{state}", stage.shell)


def printing(stage: Stage, camera: Camera) -> None:
    """The print window of a letter: numbered copies on both sides, and pages that are not there."""
    found = first_record(stage.session, ("letter",), state="delivered") or first_record(stage.session, ("letter",))
    page = stage.open("letter", id=found)

    def look(window: Any) -> None:
        panel = window.panel
        camera.take("letter-print-none", window)
        panel.show_printers(["前台打印机"])
        panel.copies.setValue(12)
        panel.sides.setCurrentIndex(1)
        panel.numbered.setChecked(True)
        stage.settle()
        camera.take("letter-print", window)
        panel.pages.setText("1,9")
        stage.settle()
        camera.take("letter-print-problem", window)

    stage.modal(page.acts.print, look)


LETTER_EDITOR: Mapping[str, Scene] = {"letter-editor": writing, "letter-read": read_only, "letter-print": printing}
