"""DP-17: no shipped text judges or ranks people by itself. Where such a word stands, it is a source's or says that we do not."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORBIDDEN = (
    "违纪", "失职", "渎职", "问题人员", "问题干部", "排名", "排行", "得分", "评分", "打分", "画像", "嫌疑", "造假", "恶意", "诬告", "劣迹",
)  # fmt: skip
NOT_DONE = re.compile(r"(不|无|没有|从不|不作|不能|更不作)[^，。；]{0,8}$")
# Words of a source, by file: a kind of event, a situation, an article's title. The program registers them, a person chooses.
OF_SOURCES = {
    "forms/duties/beijing-28.yaml": {"违纪": "第6条“轻微违纪问题”的原文"},
    "forms/duties/shibiyan-2022.yaml": {"违纪": "第六、十条的原文和标题"},
    "forms/duties/binhai-2021.yaml": {"恶意": "第25条“恶意举报”的原文，要单独认定"},
    "forms/letters/letter.admonish.yaml": {"违纪": "诫勉适用范围的原文，由人起草"},
    "forms/vocab/standard.yaml": {"违纪": "各文件列举的情形和事件", "恶意": "第25条的去向，由人选", "诬告": "第25条的去向，由人选"},
    "forms/vocab/product.yaml": {"恶意": "与线索去向同一份词表，由人选", "诬告": "与线索去向同一份词表，由人选"},
    "forms/records/clue.yaml": {"恶意": "单独的认定栏，须有依据并由第二人登记"},
    "forms/workflows/wf09_clarification.yaml": {"恶意": "另行认定这一步，没有认定就不走"},
    "forms/workflows/wf19_early_sign.yaml": {"违纪": "第6条“轻微违纪问题”的原文，由人选"},
    "forms/reports/rp20.yaml": {"恶意": "说明本表不列"},
    "app/services/protections.py": {"恶意": "拒绝登记时说明要另有认定"},
    "resources/example/stories.jsonl": {"违纪": "虚构的上级通报的标题"},
    "resources/example/flows_b.jsonl": {"违纪": "虚构的系统内案件的标题"},
    "resources/manual/zh/wf09_clarification.md": {"恶意": "说明恶意要另有认定，程序从不推定"},
    "resources/manual/zh/wf19_early_sign.md": {"违纪": "第6条“轻微违纪”的原文，由人选处置"},
}  # fmt: skip


def load(text: str) -> object:
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text that the program ships and may show, with its file: not the word lists that titles are divided by."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "forms").rglob("*.yaml")):
        for text in strings(load(path.read_text(encoding="utf-8"))):
            yield path.relative_to(ROOT).as_posix(), text
    for path in sorted((ROOT / "resources").rglob("*")):
        if path.suffix in (".md", ".txt") and not {"licences", "words"} & set(path.parts):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.relative_to(ROOT).as_posix(), line
        elif path.suffix in (".yaml", ".json", ".jsonl"):
            lines = path.read_text(encoding="utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text(encoding="utf-8")]
            for line in lines:
                for text in strings(load(line) if path.suffix == ".yaml" else json.loads(line)):
                    yield path.relative_to(ROOT).as_posix(), text
    for path in sorted((ROOT / "app").rglob("*.py")):
        for text in literals(path):
            yield path.relative_to(ROOT).as_posix(), text


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def literals(path: Path) -> Iterator[str]:
    """The string literals of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    told = {id(b[0].value) for b in bodies if b and isinstance(b[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def judging(text: str) -> list[str]:
    """The words of a text that judge; those that it denies are left out."""
    return [w for w in FORBIDDEN for found in re.finditer(w, text) if not NOT_DONE.search(text[: found.start()])]


def test_no_text_judges_or_ranks_by_itself() -> None:
    wrong = [(f, w, t[:60]) for f, t in texts() for w in judging(t) if w not in OF_SOURCES.get(f, {})]
    assert wrong == []


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    used = {(f, w) for f, t in texts() for w in judging(t)}
    listed = {(f, w) for f, words in OF_SOURCES.items() for w in words}
    assert listed - used == set()
    assert all(reason for words in OF_SOURCES.values() for reason in words.values())


@pytest.mark.parametrize("text", ["该同志涉嫌违纪", "排名第三", "得分 87", "列为问题人员", "属于恶意举报"])
def test_such_texts_would_be_found(text: str) -> None:
    assert judging(text)


@pytest.mark.parametrize("text", ["程序只列有没有记录，不打分，不排名。", "失实不等于诬告", "更不作违纪结论"])
def test_saying_that_it_is_not_done_is_no_judgement(text: str) -> None:
    assert judging(text) == []
