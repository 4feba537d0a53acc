"""What the program must not hold has no field, no word list, no screen text, no help and no column (requirements, 7).

Every text a person can see or fill is read: forms and vocabularies, the words in the program, the manual, tips and
messages. Columns of lists, sheets and prints are labels of fields or words of the program, so they are among these.
Names that only say a thing is left out, or that name a kind of paper whose content is not kept, are allowed one by one.
The duties are not read: they quote what the documents ask of people, and what cannot be judged is only listed there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.catalog.places import forms_dir
from app.catalog.records import FieldDef, RecordForm
from app.catalog.records_loader import load_record_forms, parse_form
from app.catalog.vocab import load_vocabularies
from app.catalog.yamlfile import parse_yaml

ROOT = Path(__file__).parents[3]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something the program keeps away from. words: in texts; ids: in ids of fields and codes; allowed: whole phrases."""

    name: str
    words: str
    ids: str
    allowed: tuple[str, ...] = ()


TOPICS = (
    Topic("speech", r"言论|微信|微博|朋友圈|论坛|舆情|聊天|发帖|聚会", r"speech(?!_order)|opinion_monitor|wechat|weibo|forum_post"),
    Topic("scoring", r"忠诚度|(?<!不)(?<!不作)(?<!没有)(?:评分|打分|排名|排行|名次)|得分|积分|画像|分值|风险预测|量表",
          r"loyalty|(^|_)rank(ing)?($|_)|portrait|profile_score|political_score",
          ("政治监督分值",)),  # a unit's scheme of assessment, not a person's score
    Topic("case", r"案情|审讯|讯问|留置|涉案|口供|违纪事实|犯罪事实|审查调查笔录", r"case_detail|interrogat|confession|evidence_text",
          ("不写举报人和案情", "不写案情", "没有案情", "案情正文", "留置送达")),
    Topic("informant", r"举报人|检举人|控告人|来信人|来访人|信访人|(?<!被)反映人", r"informant|whistle|complainant|petitioner",
          ("绝不写举报人", "不写举报人", "不写反映人", "没有举报人")),
    Topic("personal matters", r"房产|存款|股票|婚姻|移居|财产|收入|持股|出国|境外", r"property|marriage|estate|savings|shares|emigrat"),
    Topic("relatives", r"配偶|子女|亲属|家属|父母|妻子|丈夫|亲友|兄弟姐妹", r"spouse|child(ren)?($|_)|relatives|kinship|parents",
          ("配偶、子女及其配偶从业报告", "亲属任职回避情况", "亲属任职回避排查", "家属和身边人员", "不写任何亲属的个人情况", "其他领导干部家属亲友的违规干预")),
    Topic("platforms", r"学习强国|公众号|小程序|留言板|电子监察|智慧党建|勤廉度|云平台|网上平台", r"platform|wechat|online_account"),
)  # fmt: skip


def forbidden(text: str, topic: Topic) -> list[str]:
    """Words of a topic in a text, once its allowed phrases are taken out."""
    for phrase in topic.allowed:
        text = text.replace(phrase, "")
    return re.findall(topic.words, text)


def texts_of(form: RecordForm) -> Iterator[tuple[str, str]]:
    """Every word of a form with where it stands."""
    yield form.id, form.label + form.summary
    for field in fields_of(form.fields):
        yield f"{form.id}.{field.id}", f"{field.label} {field.help} {field.section}"
    for state in form.states:
        yield f"{form.id}.{state.code}", state.label
    for step in form.transitions:
        yield f"{form.id}.{step.id}", step.label


def fields_of(fields: Sequence[FieldDef]) -> Iterator[FieldDef]:
    for field in fields:
        yield field
        yield from fields_of(field.columns)


def in_form(form: RecordForm, topic: Topic) -> list[str]:
    """What a form has of a topic: words that are seen, ids that are stored."""
    found = [f"{where}: {word}" for where, text in texts_of(form) for word in forbidden(text, topic)]
    names = [f.id for f in fields_of(form.fields)] + [n for f in fields_of(form.fields) for n in f.also]
    return found + [f"{form.id}.{name}" for name in names if re.search(topic.ids, name)]


def program_texts() -> list[tuple[str, str]]:
    """Every Chinese text in the program itself: pages, dialogs, messages, heads of tables, exports."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node.value))
    return found


def written_texts() -> list[tuple[str, str]]:
    """The manual, tips, messages, letters, layouts and rights, line by line."""
    places = [*(ROOT / "resources" / "manual").rglob("*.md"), *(ROOT / "resources").rglob("*.yaml")]
    places += [p for name in ("letters", "profiles", "rights", "workflows") for p in (ROOT / "forms" / name).glob("*.yaml")]
    return [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in sorted(places)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


VOCAB = load_vocabularies(forms_dir() / "vocab")
FORMS = load_record_forms(forms_dir() / "records", VOCAB)
PROGRAM = program_texts()
WRITTEN = written_texts()
topics = pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.name)


@topics
def test_no_form_asks_for_it(topic: Topic) -> None:
    assert [hit for form in FORMS for hit in in_form(form, topic)] == []


@topics
def test_no_word_list_offers_it(topic: Topic) -> None:
    terms = [(v.id, t) for v in VOCAB for t in v.terms]
    assert [f"{name}.{t.code}: {w}" for name, t in terms for w in forbidden(t.label, topic)] == []
    assert [f"{name}.{t.code}" for name, t in terms if re.search(topic.ids, t.code)] == []


@topics
def test_no_page_dialog_or_export_speaks_of_it(topic: Topic) -> None:
    assert [f"{where}: {word}" for where, text in PROGRAM for word in forbidden(text, topic)] == []


@topics
def test_neither_manual_nor_letter_tells_how_to_keep_it(topic: Topic) -> None:
    assert [f"{where}: {word}" for where, text in WRITTEN for word in forbidden(text, topic)] == []


def test_the_papers_that_are_only_named_keep_a_status_and_no_content() -> None:
    report = FORMS.get("report")
    shown = {f.id for f in report.fields_for("report.personal_matters")}
    assert {"pm_due", "date", "sample_batch", "consistent"} <= shown
    assert not shown & {"content", "family_staff_section", "clean_section", "statistics", "main_duty_section"}
    entry = {f.id for f in FORMS.get("dossier").fields_for("dossier.family_business")}
    assert {"declared", "declared_at"} <= entry


def test_enough_texts_are_read() -> None:
    assert len(PROGRAM) > 1500
    assert len(WRITTEN) > 1500
    assert sum(1 for form in FORMS for _t in texts_of(form)) > 700


# --- the test itself can fail -------------------------------------------------
ODD = """
id: odd
label: 思想动态
page: events
kinds: {vocab: study_kind, codes: [study.center]}
fields:
  - {id: title, label: 标题, type: text}
  - {id: date, label: 日期, type: date, required: true}
  - {id: %s, label: %s, type: text, help: %s}
states:
  - {code: draft, label: 草稿, counts: false}
  - {code: final, label: 定稿, locked: true}
base: {title: title, date: date}
columns: [date, title]
"""
ODD_FIELDS = {
    "speech": ("posts", "微信言论", "说明"),
    "scoring": ("political_score", "政治表现得分", "说明"),
    "case": ("story", "经过", "写明案情"),
    "informant": ("who", "举报人姓名", "说明"),
    "personal matters": ("house", "房产情况", "说明"),
    "relatives": ("kin", "亲属", "配偶和子女的姓名"),
    "platforms": ("account", "学习强国账号", "说明"),
}


@topics
def test_an_odd_form_is_noticed(topic: Topic) -> None:
    form = parse_form(parse_yaml((ODD % ODD_FIELDS[topic.name]).encode(), "odd.yaml"), VOCAB)
    assert in_form(form, topic)
    plain = parse_form(parse_yaml((ODD % ("place", "地点", "说明")).encode(), "odd.yaml"), VOCAB)
    assert not in_form(plain, topic)


def test_an_allowed_phrase_does_not_let_its_words_stand_elsewhere() -> None:
    informant = next(t for t in TOPICS if t.name == "informant")
    assert forbidden("只登记统计要素，不写举报人", informant) == []
    assert forbidden("不写举报人；举报人电话", informant) == ["举报人"]
