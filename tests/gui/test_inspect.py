"""What the inspector of pictures sees: each kind of finding on a widget made wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.pictures.inspect import DATA, findings
from app.ui.theme import Tokens


@pytest.fixture
def window(qapp: QApplication, tokens: Tokens) -> Iterator[QWidget]:
    """An empty window of 400×300 px."""
    made = QWidget()
    made.resize(400, 300)
    made.show()
    yield made
    made.close()
    made.deleteLater()


Place = Callable[..., QWidget]


@pytest.fixture
def place(window: QWidget) -> Place:
    """Put a widget somewhere."""

    def put(made: QWidget, x: int, y: int, width: int, height: int) -> QWidget:
        made.setParent(window)
        made.setGeometry(x, y, width, height)
        made.show()
        return made

    return put


def kinds(window: QWidget) -> list[str]:
    """The kinds of what is wrong, sorted."""
    return sorted(f.kind for f in findings(window))


def test_a_good_window_has_no_findings(window: QWidget, place: Place) -> None:
    place(QLabel("会议记录"), 10, 10, 120, 24)
    line = place(QLineEdit(), 10, 50, 200, 30)
    line.setAccessibleName("会议名称")
    place(QPushButton("保存"), 10, 100, 90, 34)
    assert findings(window) == []


def test_a_label_too_narrow_for_its_text_is_clipped(window: QWidget, place: Place) -> None:
    place(QLabel("第二十一次党组会议记录"), 10, 10, 60, 24)
    assert kinds(window) == ["clipped"]


def test_a_wrapped_label_too_low_for_its_lines_is_clipped(window: QWidget, place: Place) -> None:
    made = QLabel("每季度听取分管部门和单位党风廉政建设情况汇报")
    made.setWordWrap(True)
    place(made, 10, 10, 80, 20)
    assert kinds(window) == ["clipped"]


def test_a_button_too_narrow_for_its_text_is_clipped(window: QWidget, place: Place) -> None:
    place(QPushButton("带入上次同类记录"), 10, 10, 50, 30)
    assert "clipped" in kinds(window)


def test_widgets_on_each_other_overlap(window: QWidget, place: Place) -> None:
    place(QLabel("甲"), 10, 10, 60, 30)
    place(QLabel("乙"), 40, 20, 60, 30)
    assert kinds(window) == ["overlap"]


def test_a_widget_that_leaves_its_parent_is_outside(window: QWidget, place: Place) -> None:
    place(QLabel("甲"), 380, 10, 60, 30)
    assert kinds(window) == ["outside"]


def test_what_a_scroll_area_scrolls_down_to_is_not_outside(window: QWidget) -> None:
    area = QScrollArea()
    inner = QWidget()
    box = QVBoxLayout(inner)
    for number in range(40):
        box.addWidget(QLabel(str(number)))
    area.setWidget(inner)
    QVBoxLayout(window).addWidget(area)
    QApplication.sendPostedEvents()
    assert [f for f in findings(window) if f.kind == "outside"] == []


def test_a_character_the_shipped_font_lacks_is_a_missing_glyph(window: QWidget, place: Place) -> None:
    place(QLabel("完成\U0001f389"), 10, 10, 120, 24)
    assert kinds(window) == ["glyph"]


def test_english_words_are_untranslated_unless_they_are_names_or_data(window: QWidget, place: Place) -> None:
    place(QLabel("导出 Word"), 10, 10, 120, 24)
    place(QLabel("Save record"), 10, 50, 120, 24)
    place(QLabel("zhangsan"), 10, 90, 120, 24).setProperty(DATA, True)
    assert [(f.kind, f.text) for f in findings(window)] == [("untranslated", "Save record")]


def test_a_control_without_a_name_is_nameless(window: QWidget, place: Place) -> None:
    place(QLineEdit(), 10, 10, 120, 30)
    assert kinds(window) == ["nameless"]


def test_a_tab_key_that_goes_back_up_is_out_of_order(window: QWidget, place: Place) -> None:
    first = place(QPushButton("乙"), 10, 100, 90, 34)
    second = place(QPushButton("甲"), 10, 10, 90, 34)
    QWidget.setTabOrder(first, second)
    assert kinds(window) == ["order"]


def test_a_tab_key_may_go_up_into_the_next_column(window: QWidget, place: Place) -> None:
    first = place(QPushButton("甲"), 10, 100, 90, 34)
    second = place(QPushButton("乙"), 200, 10, 90, 34)
    QWidget.setTabOrder(first, second)
    assert findings(window) == []
