"""YAML data files read with the line of every value, and a reader of closed keys.

A mistake is an AppError(BAD_DATA_FILE) that names file, line and field. Used by every
loader of the catalog; knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from app.domain.errors import AppError, ErrorCode

MAX_BYTES = 4 * 1024 * 1024
_AGAIN = "导出来的文件请重新导出一份；手工改过的，请检查这里的缩进、冒号和引号。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: file name, line (from 1), dotted field path."""

    file: str
    line: int
    path: str

    def fail(self, message: str, action: str = "") -> NoReturn:
        """Raise AppError(BAD_DATA_FILE) for this place."""
        where = f"{self.file} 第 {self.line} 行" + (f"（{self.path}）" if self.path else "")
        raise AppError(ErrorCode.BAD_DATA_FILE, message, action=action, where=where)


class Node:
    """A YAML value with its place. Typed getters refuse anything unexpected."""

    __slots__ = ("_raw", "place")

    def __init__(self, raw: yaml.Node, place: Place) -> None:
        self._raw = raw
        self.place = place

    def _child(self, raw: yaml.Node, step: str) -> Node:
        path = f"{self.place.path}.{step}" if self.place.path else step
        return Node(raw, Place(self.place.file, raw.start_mark.line + 1, path))

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self._raw, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self._raw, yaml.SequenceNode)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Pairs of a mapping; a key that stands twice is refused."""
        if not isinstance(self._raw, yaml.MappingNode):
            self.place.fail("这里应是“键: 值”的一组内容。")
        seen: set[str] = set()
        for key, value in self._raw.value:
            name = str(key.value)
            if name in seen:
                self._child(key, name).place.fail(f"键“{name}”重复。", "请删去其中一个。")
            seen.add(name)
            yield name, self._child(value, name)

    def keys(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Node]:
        """The mapping's values by key; an unknown or missing key is refused."""
        found = dict(self.items())
        for name, node in found.items():
            if name not in required and name not in optional:
                known = "、".join((*required, *optional))
                node.place.fail(f"不认识的键“{name}”。", f"可用的键：{known}。")
        for name in required:
            if name not in found:
                self.place.fail(f"缺少键“{name}”。", "请补上。")
        return found

    def list(self) -> list[Node]:
        """The values of a list."""
        if not isinstance(self._raw, yaml.SequenceNode):
            self.place.fail("这里应是一个列表。")
        return [self._child(raw, f"[{i}]") for i, raw in enumerate(self._raw.value)]

    def text(self) -> str:
        """A non-empty text; numbers and dates are taken as written."""
        if not isinstance(self._raw, yaml.ScalarNode) or self._raw.tag.endswith(":null"):
            self.place.fail("这里应是一段文字。")
        value = str(self._raw.value)
        if not value.strip():
            self.place.fail("这里不能为空。")
        return value

    def texts(self) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        if self.is_list:
            return tuple(node.text() for node in self.list())
        return (self.text(),)

    def code(self) -> str:
        """A text of letters, digits and `._-/`."""
        value = self.text()
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", value):
            self.place.fail("这里应是由字母、数字和 . _ - / 组成的代码。")
        return value

    def integer(self) -> int:
        """A whole number."""
        value = self.plain()
        if isinstance(value, bool) or not isinstance(value, int):
            self.place.fail("这里应是一个整数。")
        return value

    def number(self) -> float:
        """A number."""
        value = self.plain()
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.place.fail("这里应是一个数。")
        return float(value)

    def flag(self) -> bool:
        """true or false."""
        value = self.plain()
        if not isinstance(value, bool):
            self.place.fail("这里应是 true 或 false。")
        return value

    def one_of(self, allowed: Sequence[str]) -> str:
        """A text out of a closed set."""
        value = self.text()
        if value not in allowed:
            self.place.fail(f"“{value}”不在可用的值里。", f"可用：{'、'.join(allowed)}。")
        return value

    def of_text(self, text: str) -> Node:
        """The first value inside that is this text, or holds it; else this node itself."""
        return next((n for n in self._inside() if n.is_text and text in n.text()), self)

    @property
    def is_text(self) -> bool:
        """Whether this is a text or another single value that is not empty."""
        return isinstance(self._raw, yaml.ScalarNode) and bool(str(self._raw.value).strip()) and not self._raw.tag.endswith(":null")

    def _inside(self) -> Iterator[Node]:
        yield self
        if self.is_mapping:
            for _name, node in self.items():
                yield from node._inside()
        elif self.is_list:
            for node in self.list():
                yield from node._inside()

    def plain(self) -> Any:
        """The value as plain Python data (dates stay text); a value that is not what its tag says is refused."""
        try:
            return _plain(self._raw)
        except (ValueError, KeyError, RecursionError, yaml.YAMLError):
            self.place.fail("这里的值看不懂。", "请写成普通的文字、数、true 或 false。")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """SafeLoader (libyaml's where built) whose dates stay text: the catalog parses dates itself."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


# One reader for all scalars: they need no loader of their own, and there are many thousand.
_SCALARS = yaml.constructor.SafeConstructor()
_CONSTRUCTORS = yaml.SafeLoader.yaml_constructors
_ALIAS = re.compile(r"(?<![\w.*])\*\w")


def _plain(raw: yaml.Node) -> Any:
    if isinstance(raw, yaml.MappingNode):
        return {str(k.value): _plain(v) for k, v in raw.value}
    if isinstance(raw, yaml.SequenceNode):
        return [_plain(v) for v in raw.value]
    made: Any = _CONSTRUCTORS.get(raw.tag, _CONSTRUCTORS[None])
    return made(_SCALARS, raw)


def read_yaml(path: Path) -> Node:
    """Read one YAML file.

    Raises AppError(BAD_DATA_FILE) when it is unreadable, too large, not UTF-8, not
    YAML, empty, or uses aliases (which could grow without bound).
    """
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as exc:
        raise AppError(ErrorCode.BAD_DATA_FILE, "读不出这个数据文件。", where=name) from exc
    if len(raw) > MAX_BYTES:
        raise AppError(ErrorCode.BAD_DATA_FILE, "数据文件超过 4 MB。", where=name)
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> Node:
    """Parse YAML bytes under a display name; errors as in read_yaml."""
    try:
        text = raw.decode("utf-8-sig")
        _refuse_aliases(text, name)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except UnicodeDecodeError as exc:
        raise AppError(ErrorCode.BAD_DATA_FILE, "数据文件不是 UTF-8 编码。", where=name) from exc
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        raise AppError(ErrorCode.BAD_DATA_FILE, "文件的写法不对，读不出来。", action=_AGAIN, where=f"{name} 第 {line} 行") from exc
    except (yaml.YAMLError, RecursionError) as exc:
        raise AppError(ErrorCode.BAD_DATA_FILE, "文件的写法不对，读不出来。", action=_AGAIN, where=name) from exc
    if node is None:
        raise AppError(ErrorCode.BAD_DATA_FILE, "数据文件是空的。", where=name)
    return Node(node, Place(name, node.start_mark.line + 1, ""))


def _refuse_aliases(text: str, name: str) -> None:
    if not _ALIAS.search(text):
        return
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            where = f"{name} 第 {line} 行"
            raise AppError(ErrorCode.BAD_DATA_FILE, "数据文件里不能用 * 引用。", where=where)
