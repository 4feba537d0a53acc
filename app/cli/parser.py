"""The arguments of every command, with help and usage messages in Chinese.

Each noun's module adds its own commands; here is only what they share.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from app.cli.output import complain

Command = Callable[[argparse.Namespace], int]
Nouns = Any  # argparse keeps the type of its sub-parsers to itself

# argparse speaks English only where its catalogue is missing; these are all its sentences.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"argument (?:(?P<a>.+?): )?invalid choice: (?P<b>.+?) \(choose from (?P<c>.+)\)",
        "{a} 没有“{b}”。可用：{c}。",
    ),
    (r"argument (?P<a>.+?): invalid \w+ value: (?P<b>.+)", "{a} 的值“{b}”不对。"),
    (r"argument (?P<a>.+?): expected .*", "{a} 后面要写一个值。"),
    (r"argument (?P<a>.+?): not allowed with argument (?P<b>.+)", "{a} 不能和 {b} 一起用。"),
    (r"argument (?P<a>.+?): ignored explicit argument (?P<b>.+)", "{a} 后面不带值。"),
    (r"argument (?P<a>.+?): (?P<b>.+)", "{a}：{b}"),
    (r"the following arguments are required: (?P<a>.+)", "缺少参数：{a}。"),
    (r"one of the arguments (?P<a>.+) is required", "要写其中一个：{a}。"),
    (r"unrecognized arguments: (?P<a>.*)", "不认识的参数：{a}。"),
)
_MOST = 200  # characters of an argument that are repeated in a message


def in_chinese(message: str) -> str:
    """argparse's sentence in Chinese."""
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            parts = {k: (v or "").replace("'", "")[:_MOST] for k, v in found.groupdict().items()}
            return sentence.format(**parts).strip()
    return "命令或参数写法不对。"


class _Formatter(argparse.HelpFormatter):
    """Chinese heading of the usage line."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """An ArgumentParser that explains itself in Chinese and exits with 2 on wrong usage."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(**{**options, "add_help": False, "allow_abbrev": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """One sentence and where to find help; exit code 2."""
        complain(in_chinese(message))
        complain(f"查看用法：{self.prog} --help")
        self.exit(2)


def noun(nouns: Nouns, name: str, summary: str) -> Nouns:
    """A group of commands (`lvze store …`)."""
    group = nouns.add_parser(name, help=summary, description=summary)
    return group.add_subparsers(title="命令", metavar="命令", dest="verb", required=True)


def verb(group: Nouns, name: str, summary: str, command: Command) -> argparse.ArgumentParser:
    """One command; every command can print JSON or text."""
    parser: argparse.ArgumentParser = group.add_parser(name, help=summary, description=summary)
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="输出 JSON（输出到管道或文件时的缺省）")
    shape.add_argument("--text", action="store_true", help="输出中文说明（终端上的缺省）")
    parser.set_defaults(command=command)
    return parser


def build_parser(version: str) -> ChineseParser:
    """The whole command line. Importing the nouns is cheap; they import what they use when they run."""
    from app.cli import check, demo, duties, letter, licences, pack, pictures, store

    parser = ChineseParser(prog="lvze", description="履责台：单位监督履责工作台。不带参数即打开窗口。")
    parser.add_argument("--version", action="version", version=f"lvze {version}", help="显示版本")
    nouns = parser.add_subparsers(title="命令", metavar="命令", dest="noun", required=True)
    for module in (demo, duties, letter, check, store, pack, licences, pictures):
        module.register(nouns)
    return parser
