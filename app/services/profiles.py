"""Page layouts (版式方案) of an office: shipped ones, own ones, and which one a letter is laid out by.

An own layout is kept like other own definitions (own_catalog). It changes in place until a letter has been signed
with it; from then on a change makes a new version, and what is signed stays as it was signed. What the numbers mean
to a clerk is profile_form; how they are applied is app.documents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from app.catalog.catalog import Catalog
from app.catalog.profiles import Profile, parse_profile
from app.catalog.profiles_writer import profile_data, profile_yaml
from app.catalog.records import Transition
from app.catalog.yamlfile import parse_yaml, read_yaml
from app.crypto.files import replacing
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import own_catalog
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

DEFAULT = "gbt9704"
LAYOUT = "layout"  # program key of a signed letter: the layout it was signed with
USE, SIGNED = "profile-use:", "profile-signed:"
SIGNING = "sign"
LONGEST = 40
MOST = 50


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A layout as the list shows it. code: what choose_profile takes; profile: as it reads now; unit: the unit's
    usual one; kinds, kind_codes: the kinds of letter it is chosen for; signed: letters were signed with it as it reads now."""

    code: str
    profile: Profile
    own: bool
    unit: bool
    kinds: tuple[str, ...]
    kind_codes: tuple[str, ...]
    signed: bool


# --- which layout holds ------------------------------------------------------
def find_profile(catalog: Catalog, code: str = DEFAULT) -> Profile:
    """A layout by its code; for an own one without a version, its latest. AppError(NOT_FOUND)."""
    found = catalog.profiles.get(code) or catalog.profiles.get(_latest(catalog).get(code, ""))
    if found is None:
        known = "、".join(p.label for p in catalog.profiles.values())
        raise AppError(ErrorCode.NOT_FOUND, "没有这个版式方案。", action=f"可用：{known}。")
    return found


def default_profile(catalog: Catalog) -> Profile:
    """The national standard: for lists, reports and other paper that is no letter."""
    return find_profile(catalog)


def profile_for(session: Session, kind: str = "") -> Profile:
    """The layout for new letters of a kind: the one chosen for the kind, else the unit's, else the national standard."""
    with session.store.read() as conn:
        chosen = queries.settings(conn, USE)
    for name in (USE + kind, USE):
        code = str(chosen.get(name) or "")
        if code in session.catalog.profiles or code in _latest(session.catalog):
            return find_profile(session.catalog, code)
    return default_profile(session.catalog)


class Stored(Protocol):
    """A letter as it is stored."""

    @property
    def body(self) -> Mapping[str, Any]: ...

    @property
    def locked(self) -> bool: ...


def letter_profile(session: Session, kind: str, stored: Stored | None) -> Profile:
    """The layout of one letter: the one it was signed with, the standard for one signed before that was kept, else profile_for."""
    if stored is None or not stored.locked:
        return profile_for(session, kind)
    return session.catalog.profiles.get(str(stored.body.get(LAYOUT) or "")) or default_profile(session.catalog)


def keep_signed(
    session: Session, uow: UnitOfWork, step: Transition, kind: str, body: dict[str, Any], layout: str = ""
) -> dict[str, Any]:
    """The body behind a step; of a letter that the step signs, with the layout it is signed with. layout: its code when
    it was looked up already."""
    if step.id != SIGNING or kind not in session.catalog.letters:
        return body
    used = layout or profile_for(session, kind).code
    if used in (session.catalog.shipped or session.catalog).profiles:
        return {**body, LAYOUT: used}
    if not _is_signed(uow, used):
        uow.put("setting", SIGNED + used, {"value": True})
    return {**body, LAYOUT: used}


def _is_signed(uow: UnitOfWork, code: str) -> bool:
    return SIGNED + code in queries.settings(uow.conn, SIGNED + code)


def _latest(catalog: Catalog) -> dict[str, str]:
    """Of each own layout the code of its latest version."""
    shipped = (catalog.shipped or catalog).profiles
    own = [code for code in catalog.profiles if code not in shipped]
    return {_family(code): code for code in sorted(own, key=_version)}


def _family(code: str) -> str:
    return code.rpartition(".")[0]


def _version(code: str) -> int:
    return int(code.rpartition(".")[2])


def profiles(session: Session) -> list[ProfileRow]:
    """The layouts to choose from: shipped ones, then own ones by name."""
    with session.store.read() as conn:
        chosen = queries.settings(conn, USE)
        signed = queries.settings(conn, SIGNED)
        removed = _removed(queries.settings(conn, own_catalog.OWN_PROFILE))
    unit = profile_for(session).code
    labels = {f.code: f.label for f in session.catalog.letters.values()}
    shipped = (session.catalog.shipped or session.catalog).profiles
    own = {family: code for family, code in _latest(session.catalog).items() if family not in removed}
    rows = []
    for code, now in [*((c, c) for c in shipped), *sorted(own.items(), key=lambda p: session.catalog.profiles[p[1]].label)]:
        kinds = [n.removeprefix(USE) for n, v in chosen.items() if v == code and n != USE]
        rows.append(
            ProfileRow(
                code, session.catalog.profiles[now], code not in shipped, now == unit,
                tuple(labels[k] for k in kinds if k in labels), tuple(kinds), SIGNED + now in signed,
            )
        )  # fmt: skip
    return rows


def _removed(stored: Mapping[str, Any]) -> set[str]:
    names = sorted((n.removeprefix(own_catalog.OWN_PROFILE) for n in stored), key=_version)
    last = {_family(n): bool(stored[own_catalog.OWN_PROFILE + n].get("removed")) for n in names}
    return {family for family, gone in last.items() if gone}


# --- changing ----------------------------------------------------------------
def save_profile(session: Session, profile: Profile, code: str = "") -> OpResult[str]:
    """Keep an own layout; code: the one that changes, empty for a new one. Returns its code. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, TOO_LARGE, BAD_INPUT (no name or one that is taken, unknown fonts).
    """
    session.require("configure")
    rows = profiles(session)
    if code and not any(r.code == code and r.own for r in rows):
        raise AppError(ErrorCode.NOT_FOUND, "没有这个本单位的版式方案。")
    if not code and sum(r.own for r in rows) >= MOST:
        raise AppError(ErrorCode.TOO_LARGE, f"本单位的版式方案最多 {MOST} 个。", action="请先删去不用的。")
    label = " ".join(profile.label.split())
    if not label or len(label) > LONGEST:
        raise AppError(ErrorCode.BAD_INPUT, f"名称要填写，且不超过 {LONGEST} 字。", where="label")
    if any(r.profile.label == label and r.code != code for r in rows):
        raise AppError(ErrorCode.BAD_INPUT, "已有同名的版式方案。", where="label")
    _refuse_foreign_fonts(session, profile)
    family = code or new_id("own-")[:12]
    touched = Touched()
    word = "修改版式方案" if code else "新增版式方案"
    with session.change("profile", word, touched) as uow:
        _put(uow, replace(profile, code=_target(session, uow, family), label=label), _standard(session))
    return session.result(family, touched, word)


def _target(session: Session, uow: UnitOfWork, family: str) -> str:
    """The version to write: the latest one, or the next when letters were signed with that."""
    latest = _latest(session.catalog).get(family)
    if latest is None:
        return f"{family}.1"
    return f"{family}.{_version(latest) + 1}" if _is_signed(uow, latest) else latest


def _put(uow: UnitOfWork, profile: Profile, base: Profile, *, removed: bool = False) -> None:
    text = json.dumps(profile_data(profile, base), ensure_ascii=False)
    value = {"text": text} | ({"removed": True} if removed else {})
    uow.put("setting", own_catalog.OWN_PROFILE + profile.code, {"value": value})


def _standard(session: Session) -> Profile:
    return (session.catalog.shipped or session.catalog).profiles[DEFAULT]


def _refuse_foreign_fonts(session: Session, profile: Profile) -> None:
    """The files that draw a role in the PDF are those that come with the program."""
    shipped = (session.catalog.shipped or session.catalog).profiles.values()
    known = {f for p in shipped for font in p.fonts for f in (font.file, font.latin_file)} | {f for p in shipped for f in p.fallback_fonts}
    used = {f for font in profile.fonts for f in (font.file, font.latin_file)} | {*profile.fallback_fonts}
    if unknown := sorted(used - known):
        raise AppError(ErrorCode.BAD_INPUT, f"程序没有附带字体文件 {unknown[0]}。", action="请用附带的字体文件。", where="fonts")


def remove_profile(session: Session, code: str) -> OpResult[str]:
    """Offer an own layout no longer; letters signed with it stay as they are. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_STATE (in use).
    """
    session.require("configure")
    row = next((r for r in profiles(session) if r.code == code and r.own), None)
    if row is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个本单位的版式方案。")
    if row.unit or row.kinds:
        who = "本单位的文书" if row.unit else "、".join(row.kinds)
        raise AppError(ErrorCode.BAD_STATE, f"{who}正在用这个版式方案。", action="请先换用别的方案。")
    touched = Touched()
    with session.change("profile", "删除版式方案", touched) as uow:
        for name in queries.settings(uow.conn, f"{own_catalog.OWN_PROFILE}{code}."):
            version = name.removeprefix(own_catalog.OWN_PROFILE)
            if _is_signed(uow, version):
                _put(uow, session.catalog.profiles[version], _standard(session), removed=True)
            else:
                uow.put("setting", name, None)
    return session.result(code, touched, "删除版式方案")


def choose_profile(session: Session, code: str, kinds: Sequence[str] = ()) -> OpResult[str]:
    """Lay out new letters of these kinds, or of the whole unit, by a layout; an empty code gives a kind back to the unit's.

    Letters that are signed stay as they are. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND.
    """
    session.require("configure")
    if code and not any(r.code == code for r in profiles(session)):
        raise AppError(ErrorCode.NOT_FOUND, "没有这个版式方案。")
    for kind in kinds:
        if kind not in session.catalog.letters:
            raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。")
    touched = Touched()
    with session.change("setting", "选用版式方案", touched) as uow:
        for kind in kinds or ("",):
            uow.put("setting", USE + kind, {"value": code} if code else None)
    return session.result(code, touched, "选用版式方案")


def use_for(session: Session, code: str, *, unit: bool, kinds: Sequence[str]) -> OpResult[str]:
    """Use a layout for exactly these kinds, and for the unit or not; what it no longer serves goes back to the usual one.

    One operation, undoable. Raises AppError NOT_ALLOWED, NOT_FOUND.
    """
    session.require("configure")
    row = next((r for r in profiles(session) if r.code == code), None)
    if row is None or not set(kinds) <= {*session.catalog.letters, *row.kind_codes}:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个版式方案。" if row is None else "没有这种文书。")
    touched = Touched()
    with session.change("setting", "选用版式方案", touched) as uow:
        for kind in {*kinds, *row.kind_codes}:
            uow.put("setting", USE + kind, {"value": code} if kind in kinds else None)
        if unit != row.unit:
            uow.put("setting", USE, {"value": code} if unit else None)
    return session.result(code, touched, "选用版式方案")


# --- files -------------------------------------------------------------------
def export_profile(session: Session, code: str, path: Path) -> None:
    """Write a layout as a file that says what differs from the standard. Raises AppError NOT_FOUND, DISK_FULL, FILE_ACCESS."""
    found = find_profile(session.catalog, code)
    named = replace(found, code=code)
    with replacing(path, mode=0o644) as stream:
        stream.write(profile_yaml(named, _standard(session)).encode("utf-8"))
    session.log("export", f"profile {code}")


def read_file(session: Session, path: Path) -> Profile:
    """A layout from a file; nothing is written. Raises AppError BAD_DATA_FILE (file, line, field), BAD_INPUT, NOT_ALLOWED."""
    session.require("configure")
    node = read_yaml(path)
    code = dict(node.items()).get("code")
    shipped = (session.catalog.shipped or session.catalog).profiles
    found = parse_profile(node, code.code() if code else path.stem, shipped)
    _refuse_foreign_fonts(session, found)
    return found


def of_data(session: Session, data: Mapping[str, Any]) -> Profile:
    """A layout from data of the format of forms/profiles. Raises AppError BAD_DATA_FILE with the field."""
    shipped = (session.catalog.shipped or session.catalog).profiles
    text = json.dumps(data, ensure_ascii=False)
    return parse_profile(parse_yaml(text.encode("utf-8"), "版式方案"), str(data["code"]), shipped)
