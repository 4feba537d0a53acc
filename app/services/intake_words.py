"""Names and words of cells: people, units, records and list entries, found by what people write and told apart.

Both ways: what a cell means (raises Unreadable with what to do), and what a value is called in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from app.catalog.vocab import Vocabularies
from app.domain.ids import new_id
from app.services import people
from app.services.session import Session
from app.sheets.heads import key_of
from app.sheets.values import UnreadableError
from app.store import queries

SHOWN = 8
OWN_UNIT = "本单位"
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|(?=.*·)[\u3400-\u9fff·]{3,15}")
_UNIT_END = re.compile(r"(局|委|办|厅|部|处|科|室|站|所|院|校|会|组|队|中心|公司|党组|党委|支部|政府|单位|集团|班子)$")
_GROUP = re.compile(r"[（(]([^（）()]*)[)）]$")
_ALTERNATIVE = re.compile(r"([^（）]+)（([^（）]{1,6})）([^（）]+)")
STRONG, WEAK = "；;\n", "、,，"
MOST_JOINED = 4  # marks that the name of one entry may hold


def pieces(text: str, marks: str = STRONG + WEAK) -> list[str]:
    """A list in a cell, cut at the marks outside brackets."""
    return [p.strip() for p in _tokens(text, marks)[::2] if p.strip()]


def _tokens(text: str, marks: str) -> list[str]:
    """Text and marks by turns."""
    found, start, depth = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "（(【") - (letter in "）)】")
        if depth <= 0 and letter in marks:
            found += [text[start:at], letter]
            start, depth = at + 1, 0
    return [*found, text[start:]]


def _usual_names(label: str) -> list[str]:
    """How people shorten a label with an alternative in brackets: 党委常委会（党组）会议 is 党组会议, 党组会."""
    found = _ALTERNATIVE.fullmatch(label)
    if found is None:
        return []
    names = [found[1] + found[3], found[2] + found[3]]
    return names + [n.removesuffix("会议") + "会" for n in names if n.endswith("会议")]


def cut_known(text: str, known: Callable[[str], bool]) -> list[str]:
    """The list in a cell; an entry whose own name holds marks stays whole."""
    if known(text):
        return [text]
    parts = _tokens(text, STRONG + WEAK)
    found: list[str] = []
    at = 0
    while at < len(parts):
        ends = range(min(len(parts), at + 2 * MOST_JOINED + 1), at, -2)
        end = next((e for e in ends if known("".join(parts[at:e]).strip())), at + 1)
        one = "".join(parts[at:end]).strip()
        apart = one.split()
        # Names put apart by spaces (周明远 李雷); “王 芳” is one name.
        found += apart if not known(one) and len(apart) > 1 and all(known(a) for a in apart) else [one] if one else []
        at = end + 1
    return found


class Words:
    """The words of lists, by whatever a clerk may write: label, short, code."""

    def __init__(self, vocab: Vocabularies) -> None:
        self._vocab = vocab
        self._codes: dict[str, dict[str, list[str]]] = {}

    def _of(self, vocab_id: str) -> dict[str, list[str]]:
        if vocab_id not in self._codes:
            found: dict[str, list[str]] = {}
            for term in self._vocab.get(vocab_id).known():
                for name in dict.fromkeys(key_of(n) for n in (term.code, term.label, term.short)):
                    found.setdefault(name, []).append(term.code)
            usual: dict[str, list[str]] = {}
            for term in self._vocab.get(vocab_id).known():
                for name in {key_of(n) for n in _usual_names(term.label)} - set(found):
                    usual.setdefault(name, []).append(term.code)
            self._codes[vocab_id] = found | usual
        return self._codes[vocab_id]

    def knows(self, vocab_id: str, text: str) -> bool:
        """Whether the text is an entry."""
        return key_of(text) in self._of(vocab_id)

    def code(self, vocab_id: str, text: str, among: Sequence[str] = ()) -> str:
        """The code of an entry. among: only these. Raises UnreadableError with what can be written."""
        terms = [t for t in self._vocab.get(vocab_id).terms if not among or t.code in among]
        found = [c for c in self._of(vocab_id).get(key_of(text), []) if not among or c in among]
        if not found:
            by_key = {key_of(t.label): t.label for t in terms} | {key_of(t.short): t.short for t in terms}
            near = get_close_matches(key_of(text), list(by_key), 1, 0.6)
            if near:
                raise UnreadableError(f"不在可选的词里。是不是“{by_key[near[0]]}”？")
            more = "等，全部的词见模板的“可选的词”" if len(terms) > SHOWN else ""
            raise UnreadableError(f"不在可选的词里。可以写：{'、'.join(t.short for t in terms[:SHOWN])}{more}")
        if len(found) > 1:
            exact = [t.code for t in terms if text.strip() in (t.label, t.code)]
            if len(exact) == 1:
                return exact[0]
            raise UnreadableError(f"可以有几种意思。请写全：{'、'.join(self._vocab.label(c) for c in found)}")
        return found[0]

    def role(self, vocab_id: str, text: str) -> str:
        """The code of a role, also when only its beginning is written (主持 for 主持人); empty for none."""
        key = key_of(text)
        found = self._of(vocab_id).get(key) or {
            c for name, codes in self._of(vocab_id).items() if len(key) > 1 and name.startswith(key) for c in codes
        }
        return next(iter(found)) if len(found) == 1 else ""

    def word(self, vocab_id: str, code: str) -> str:
        """What a code is written as: its short name where only it has that, else its label or the code."""
        for name in (self._vocab.short(code), self._vocab.label(code)):
            if self._of(vocab_id).get(key_of(name)) == [code]:
                return name
        return code


@dataclass(slots=True)
class Directory:
    """People, units and records by name. fresh: people to be registered, id by name; made: names of ids."""

    session: Session
    create: bool = False
    fresh: dict[str, str] = field(default_factory=dict)
    fresh_units: dict[str, str] = field(default_factory=dict)
    _people: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _units: dict[str, list[str]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _records: dict[tuple[str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    _own: str = ""

    def __post_init__(self) -> None:
        posts: dict[str, list[str]] = {}
        for post in people.posts(self.session):
            posts.setdefault(post.person, []).append(f"{post.unit_name} {post.title}")
        for person in people.people(self.session, include_left=True):
            self._people.setdefault(_joined(person.name), []).append((person.id, "，".join(posts.get(person.id, ()))))
            self._names[person.id] = person.name
        for unit in people.units(self.session):
            self._units.setdefault(key_of(unit.name), []).append(unit.id)
            self._names[unit.id] = unit.name
            self._own = unit.id if unit.own else self._own

    def named(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Names by id, those to be registered among them."""
        return {i: self._names[i] for i in ids if i in self._names}

    def has_person(self, one: str) -> bool:
        """Whether an id is a person's, registered or to be."""
        return one in self._names and not self.has_unit(one)

    def has_unit(self, one: str) -> bool:
        """Whether an id is a unit's."""
        return one in self._names and one in self._units.get(key_of(self._names[one]), ())

    def knows(self, text: str, *, units: bool) -> bool:
        """Whether somebody (or a unit) is called exactly so."""
        return _joined(text) in self._people or text in self._names or (units and key_of(text) in self._units)

    def person(self, text: str, *, allow_unit: bool = False) -> str:
        """The id of a person (or unit) as written: 张三, 张　三, 张三（办公室 主任）. Raises UnreadableError."""
        if text in self._names and (allow_unit or self.has_person(text)):
            return text
        name, hints = text.strip(), ""
        while not self.knows(name, units=allow_unit) and (group := _GROUP.search(name)):
            name, hints = name[: group.start()].strip(), f"{group[1]} {hints}"
        found = self._people.get(_joined(name), [])
        if allow_unit and not found and (key_of(name) in self._units or name == OWN_UNIT):
            return self.unit(name)
        wanted = [h for h in re.split(r"[\s,，、]+", hints) if h]
        fitting = [one for one in found if all(h in one[1] for h in wanted)] if wanted else found
        if len(fitting) == 1:
            return fitting[0][0]
        if found:
            told = "、".join(self._told(one) for one in found[:SHOWN])
            what = f"名册里有 {len(found)} 位" if not wanted or fitting else "名册里这位的单位职务不是这样"
            raise UnreadableError(f"{what}：{told}。请照这样写明是哪一位")
        return self._new_person(_joined(name), allow_unit=allow_unit)

    def _told(self, one: tuple[str, str]) -> str:
        return f"{self._names[one[0]]}（{one[1] or '没有职务'}）"

    def _new_person(self, name: str, *, allow_unit: bool) -> str:
        if not _NAME.fullmatch(name) or _UNIT_END.search(name):
            where = "人员和单位里都没有这个名称" if allow_unit else "人员名册里没有这个姓名"
            raise UnreadableError(f"{where}。请核对写法，或先到“人员”页登记")
        if not self.create:
            raise UnreadableError("人员名册里没有这个姓名。请核对写法，或选“名册里没有的人，一并登记”")
        return self.register(name)

    def register(self, name: str) -> str:
        """A person to be registered with the import."""
        made = self.fresh[name] = new_id("p")
        self._people.setdefault(_joined(name), []).append((made, ""))
        self._names[made] = name
        return made

    def unit(self, text: str, *, create: bool = False) -> str:
        """The id of a unit as written. Raises UnreadableError."""
        name = text.strip()
        if self.has_unit(name):
            return name
        if name in (OWN_UNIT, ""):
            return self._own
        found = self._units.get(key_of(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise UnreadableError("名册里有几个单位叫这个名称。请写单位的编号，或先在“人员”页改名")
        if create and self.create:
            made = self.fresh_units[name] = new_id("u")
            self._units[key_of(name)] = [made]
            self._names[made] = name
            return made
        near = get_close_matches(name, [self._names[u] for ids in self._units.values() for u in ids], 1, 0.6)
        hint = f"是不是“{near[0]}”？" if near else "请核对写法，或先到“人员”页登记单位"
        raise UnreadableError(f"单位名册里没有这个名称。{hint}")

    def persons_named(self, name: str) -> list[str]:
        """Ids of everybody called so."""
        return [one for one, _posts in self._people.get(_joined(name), [])]

    def word(self, one: str) -> str:
        """What a person or unit is written as so that it is found again."""
        name = self._names.get(one, "")
        if self.has_unit(one):
            return name if self._units[key_of(name)] == [one] and _joined(name) not in self._people else one
        same = self._people.get(_joined(name), [])
        if len(same) == 1:
            return name
        posts = next((p for i, p in same if i == one), "")
        alone = posts and sum(all(h in p for h in re.split(r"[\s,，、]+", posts)) for _i, p in same) == 1
        return f"{name}（{posts}）" if alone else one

    def record(self, text: str, forms: Sequence[str]) -> str:
        """The id of a record given by its number or its title. Raises UnreadableError."""
        sight = self.session.sight().only(forms) if forms else self.session.sight()
        key = (text, sight.forms)
        if key not in self._records:
            with self.session.store.read() as conn:
                row = queries.row_by_id(conn, text) if re.fullmatch(r"[0-9A-Za-z_-]{1,40}", text) else None
                found = [text] if row is not None and sight.sees(conn, row) else queries.ids_titled(conn, text, sight, 2)
            self._records[key] = found
        if len(self._records[key]) == 1:
            return self._records[key][0]
        if self._records[key]:
            raise UnreadableError("库里有几条记录叫这个标题。请写那条记录的编号")
        raise UnreadableError("库里没有这个标题的记录。请先导入或登记那一条，或者先空着")


def _joined(name: str) -> str:
    """A name without the spaces that tables put between two characters."""
    return re.sub(r"\s+", "", name) if not name.isascii() else " ".join(name.split())
