"""Pasting into a letter: levels and tables stay, looks go, what is left out is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from app.ui.letterpaste import read_mime
from app.ui.paragraphbox import ParagraphBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme import Tokens

SAMPLES = Path(__file__).parent.parent / "data" / "paste"


class Inked:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens


@pytest.fixture
def box(qtbot: QtBot, tokens: Tokens) -> ParagraphBox:
    made = ParagraphBox(Inked(tokens), "正文")
    qtbot.addWidget(made)
    return made


def clip(name: str = "", text: str = "") -> QMimeData:
    made = QMimeData()
    if name:
        made.setHtml((SAMPLES / name).read_text("utf-8"))
    made.setText(text or "备用的纯文本")
    return made


def said(box: ParagraphBox) -> list[tuple[int, str]]:
    return [(r["level"], r["text"]) for r in box.rows() if "table" not in r]


def tables(box: ParagraphBox) -> list[dict[str, Any]]:
    return [r["table"] for r in box.rows() if "table" in r]


def test_word_keeps_levels_of_styles_lists_and_typed_numbers(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip("word.html"))
    assert said(box) == [
        (0, "2026年专项检查情况报告"),
        (1, "存在的问题"),
        (2, "整改责任压得不实。十二条整改措施中五条逾期未完成，主要负责人未按方案逐条审核。"),
        (2, "制度执行不够严格。"),
        (0, "会议记录未载明各成员意见；"),
        (0, "联系人：王敏"),
        (0, "电话：0512-88880000"),
        (0, "特此通告。"),
    ]


def test_word_keeps_a_table_with_its_head_and_joined_cells(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip("word.html"))
    (table,) = tables(box)
    assert [c["label"] for c in table["columns"]] == ["序号", "问题", "责任科室"]
    assert [c["share"] for c in table["columns"]] == [45.0, 225.0, 90.0]
    first, second = table["rows"]
    assert first["cells"] == [{"text": "1", "rows": 2}, {"text": "整改措施逾期\n未完成"}, {"text": "城建科"}]
    assert second["cells"] == [{"text": "会议记录不完整", "span": 2}]


def test_what_was_left_out_is_said(box: ParagraphBox) -> None:
    notes: list[str] = []
    box.noted.connect(notes.append)
    box.insertFromMimeData(clip("word.html"))
    assert notes == ["没有带过来：脚注 1 处、图片 1 处、批注 1 处。"]


def test_wps_keeps_levels_of_styles_lists_and_typed_numbers(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip("wps.html"))
    assert said(box) == [
        (1, "工作开展情况"), (2, "压实责任"), (3, "全年召开党组会12次。"), (4, "研究议题 36 项。"),
        (0, "完成率98.5%，比上年提高1.5个百分点。"),
    ]  # fmt: skip
    assert tables(box) == [{"columns": [106.5, 319.6], "rows": [["项目", "数量"], ["会议", "12"]]}]


def test_libreoffice_headings_and_numbered_lists(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip("libreoffice.html"))
    assert said(box) == [
        (1, "工作打算"), (2, "健全机制"), (0, "完善制度三项，逐项落实。"), (3, "制定清单"), (3, "按月通报"),
    ]  # fmt: skip


def test_a_web_page_brings_its_text_and_nothing_hidden(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip("web.html"))
    assert said(box) == [
        (2, "通知要求"), (0, "各单位要高度重视 抓好落实。"), (0, "第一件事"), (0, "第二件事"), (0, "附言"),
    ]  # fmt: skip


def test_plain_text_is_read_by_its_numbers(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip(text="各科室：\r\n一、总体要求\r\n（一）学习\r\n1.集中学习\r\n（1）每月一次\r\n3.5万元已拨付"))
    assert said(box) == [(0, "各科室："), (1, "总体要求"), (2, "学习"), (3, "集中学习"), (4, "每月一次"), (0, "3.5万元已拨付")]


def test_cells_of_a_sheet_become_a_table(box: ParagraphBox) -> None:
    box.insertFromMimeData(clip(text="科室\t件数\n城建科\t3\n办公室\t5\n"))
    assert tables(box) == [{"columns": [1, 1], "rows": [["科室", "件数"], ["城建科", "3"], ["办公室", "5"]]}]


def test_a_paste_is_one_step_of_undo(box: ParagraphBox) -> None:
    box.set_rows([{"level": 1, "text": "原有的标题"}])
    box.insertFromMimeData(clip("word.html"))
    assert len(box.rows()) > 5
    box.undo()
    assert said(box) == [(1, "原有的标题")]
    box.redo()
    assert tables(box)


def test_one_line_goes_into_the_sentence_at_the_cursor(box: ParagraphBox) -> None:
    box.set_rows([{"level": 2, "text": "请于前报送。"}])
    cursor = box.textCursor()
    cursor.setPosition(2)
    box.setTextCursor(cursor)
    box.insertFromMimeData(clip(text="12月1日"))
    assert said(box) == [(2, "请于12月1日前报送。")]


def test_what_is_copied_here_comes_back_whole_and_other_programs_see_the_numbers(box: ParagraphBox) -> None:
    rows = [{"level": 1, "text": "甲"}, {"level": 0, "text": "", "table": {"columns": [1, 1], "rows": [["子", "丑"]]}}]
    box.set_rows(rows)
    box.selectAll()
    mime = box.createMimeDataFromSelection()
    assert mime.text().splitlines()[0] == "一、甲"
    assert "<td>丑</td>" in mime.html()
    assert [(r.level, r.text, r.table) for r in read_mime(mime).rows] == [(1, "甲", None), (0, "", rows[1]["table"])]


def test_a_picture_alone_is_not_pasted(box: ParagraphBox, qapp: QApplication) -> None:
    mime = QMimeData()
    mime.setHtml('<img src="file:///C:/x.png">')
    box.insertFromMimeData(mime)
    assert box.rows() == []
