"""Asks for the second of two people: login name and password of somebody who stands by (VIS-12)."""

from __future__ import annotations

from typing import Protocol

from app.services.second_person import PASSWORD, SECOND, Second
from app.ui.dialogs import Ask, Dialogs


class Asking(Protocol):
    """Whatever has dialogs."""

    dialogs: Dialogs


def ask_second(desk: Asking, title: str) -> Second | None:
    """Who stands by, None when the person gave up. Nothing typed here is kept."""
    words = "这些内容须由两个人导出。请另一位有导出权限的同志在这里输入登录名和口令，安全日志会记下两个人。"
    given = desk.dialogs.form(title, words, (Ask("login", SECOND), Ask("password", PASSWORD, kind="password")), "导出")
    return None if given is None else Second(given["login"], given["password"])
