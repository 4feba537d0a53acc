"""The window's own actions: pages, new records, undo, search, lock, help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.domain.errors import AppError, ErrorCode
from app.services import undo
from app.services.compose import asking
from app.services.intake_columns import targets
from app.services.letter_readback_rows import may_read_back
from app.services.reports import known
from app.services.results import OpResult
from app.services.session import Session
from app.ui.actions import Action
from app.ui.desk import Route, route_to
from app.ui.navigation import NAV_PAGES

if TYPE_CHECKING:
    from app.ui.shell import Shell

NEW = (
    ("meeting", "mtg.standing", "登记会议", "Ctrl+N"),
    ("talk", "talk.heart", "登记谈话", "Ctrl+Shift+N"),
    ("study", "", "登记学习", ""),
    ("inspection", "", "登记检查", ""),
    ("report", "", "登记报告", ""),
    ("rectification", "", "登记整改", ""),
    ("dossier", "", "登记廉政档案", ""),
)


def shell_actions(shell: Shell) -> list[Action]:
    """All actions of the main window."""
    return [*_pages(shell), *_new(shell), *_tables(shell), *_reports(shell), *_drafts(shell), *_edit(shell), *_window(shell)]


def _pages(shell: Shell) -> Iterator[Action]:
    allowed = [p for p in NAV_PAGES if shell.navigation.allowed(p.name)]
    for number, page in enumerate(allowed[:9], 1):
        yield Action(
            f"page.{page.name}", f"打开{page.title}", lambda name=page.name: shell.desk.open(name),  # type: ignore[misc]
            f"Alt+{number}", words="转到 页面",
        )  # fmt: skip


def _new(shell: Shell) -> Iterator[Action]:
    session = shell.desk.session
    for form_id, kind, title, shortcut in NEW:
        form = session.catalog.records.find(form_id)
        if form is None or not form.offered or session.business is None or not session.can("create", form_id):
            continue
        first = kind or next(k for k in form.offered if session.can("create", form_id, k))
        yield Action(
            f"new.{form_id}", title,
            lambda f=form_id, k=first: shell.desk.open("record", form=f, kind=k),  # type: ignore[misc]
            shortcut, menus=("登记",), words="新增 新建 登记",
        )  # fmt: skip
    if session.business is not None and session.can("create", "letter"):
        yield Action("new.letter", "起草文书", lambda: shell.desk.open("letters", start=True), "Ctrl+Shift+L",
                     menus=("登记",), words="写 函 公文")  # fmt: skip
    if session.business is not None and targets(session):
        yield Action("import.sheet", "从 Excel 导入", lambda: _import(shell), words="表格 台账 CSV WPS 批量 模板")
        yield Action("import.template", "下载导入模板", lambda: _template(shell), words="Excel 表格 台账")
    if may_read_back(session):
        yield Action("import.letters", "读入旧公文", lambda: _old_letters(shell), words="导入 旧件 Word docx 归档 登记簿")
    if session.business is not None and any(session.can("export", f.id) for f in session.catalog.records):
        yield Action("new.package", "制作报送包", lambda: shell.desk.open("exchange", start=True), "Ctrl+Shift+E",
                     words="交换 上报 数据包 导出")  # fmt: skip


def _tables(shell: Shell) -> Iterator[Action]:
    """Pages that are reached from others and from Ctrl+K."""
    session = shell.desk.session
    yield Action("open.check", "公文体检", lambda: shell.desk.open("check"), words="格式检查 版式 Word docx PDF GB/T 9704 改正")
    if session.business is not None and session.can("evaluate"):
        yield Action("open.dutysheet", "领导班子成员履责表", lambda: shell.desk.open("dutysheet"), words="一岗双责 个人履责表 履责情况")
    if session.business is not None and session.can("view", "talk"):
        yield Action("open.talkmatrix", "谈话覆盖", lambda: shell.desk.open("talkmatrix"), words="谁没有谈 谈心谈话 约谈 矩阵")


def _reports(shell: Shell) -> Iterator[Action]:
    """The reports, each by its name."""
    session = shell.desk.session
    if session.business is None or not session.can("evaluate"):
        return
    for report in known.reports(session):
        yield Action(
            f"report.{report.no}", f"报表：{report.label}", lambda no=report.no: shell.desk.open("statistics", report=no),  # type: ignore[misc]
            words=f"{report.no} 统计 {report.purpose}",
        )  # fmt: skip


def _drafts(shell: Shell) -> Iterator[Action]:
    """Reports that are composed from the records."""
    if shell.desk.session.business is None or not asking.offered(shell.desk.session):
        return
    yield Action("open.drafts", "报告底稿", lambda: shell.desk.open("drafts"), words="季度分析 年度报告 政治生态 主体责任 履责纪实 规则适用说明书")
    for draft in asking.offered(shell.desk.session):
        yield Action(
            f"draft.{draft.id}", f"写{draft.label}", lambda d=draft.id: shell.desk.open("drafts", draft=d),  # type: ignore[misc]
            words=f"{draft.no} 报告 生成",
        )  # fmt: skip


def _import(shell: Shell) -> None:
    from app.ui.importsheet import open_import  # with the libraries for sheets, which the start does not need

    open_import(shell.desk, shell)


def _old_letters(shell: Shell) -> None:
    from app.ui.readletters import (
        open_readback,  # with the reader of documents, which the start does not need
    )

    open_readback(shell.desk, shell)


def _template(shell: Shell) -> None:
    from app.ui.importsheet import ask_template

    ask_template(shell.desk, shell)


def _edit(shell: Shell) -> Iterator[Action]:
    yield Action("edit.undo", "撤销上一步", lambda: undo_last(shell), "Ctrl+Z", lambda: bool(shell.undo_name))
    yield Action("edit.redo", "重做", lambda: redo_last(shell), "Ctrl+Shift+Z", lambda: bool(shell.redo_name))


def _window(shell: Shell) -> Iterator[Action]:
    yield Action("search", "搜索", lambda: shell.search.start(), "Ctrl+K", words="查找")
    yield Action("page.back", "返回上一页", shell.desk.back, "Alt+Left")
    yield Action("page.refresh", "刷新本页", lambda: refresh(shell), "F5")
    yield Action("lock", "锁定", shell.locked.emit, "Ctrl+L", words="离开 锁屏")
    yield Action("jobs", "任务", shell.show_jobs, "Ctrl+J", words="进度 取消 正在进行 后台")
    yield Action("help", "本页的帮助", shell.show_help, "F1", words="手册 说明 怎么用")
    yield Action("help.keys", "快捷键一览", shell.show_keys, "Ctrl+/", words="帮助 键盘", more=("Shift+F1",))
    yield Action("quit", "退出履责台", shell.close, "Ctrl+Q")


def refresh(shell: Shell) -> None:
    """Read the page again."""
    if shell.current is not None:
        shell.current.update_now()


def undo_last(shell: Shell) -> None:
    """Take back the last operation, whatever page it came from."""
    _run(shell, f"撤销“{shell.undo_name}”", undo.undo, ("重做", "edit.redo"))


def redo_last(shell: Shell) -> None:
    """Do again what was taken back."""
    _run(shell, f"重做“{shell.redo_name}”", undo.redo, ("撤销", "edit.undo"))


def _run(
    shell: Shell, label: str, act: Callable[[Session], OpResult[str] | None], back: tuple[str, str]
) -> None:
    """Say by name what was taken back, lead to what it touched, and offer the way back."""
    session = shell.desk.session
    touched: list[Route] = []

    def work(_context: object) -> OpResult[str]:
        done = act(session)
        if done is None:
            raise AppError(ErrorCode.BAD_STATE, "没有可以撤销的操作。")
        route = route_to(done.changes.things)
        touched.extend([route] if route is not None else [])
        return done

    def done(_name: str) -> None:
        acts: list[tuple[str, Callable[[], object]]] = []
        if touched and touched[0] != shell.place:
            acts.append(("查看", lambda: shell.desk.routed.emit(touched[0])))
        shell.desk.say(f"已{label}", "good", *acts, (back[0], lambda: shell.actions_.run(back[1])))

    shell.desk.runner.operate(shell, label, work, done)
