"""docs/rights.md: what each role sees and does, written out of the definitions so that it cannot differ from them.

Pure: takes the catalog and the pages of each role. tests/rights compares the file and writes it anew on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.catalog.catalog import Catalog
from app.catalog.rights import RecordClass, Rights

HEAD = """# Rights

What each role sees and does. Made from `forms/rights`, the classes in `forms/records` and the navigation of the window;
`LVZE_WRITE_RIGHTS=1 pytest tests/rights/test_rights_table.py` writes it anew. A record that a role may not see is absent
for it everywhere: lists, search, counts, calendar, timelines, links, letters, packages, prints, reports and history.
"""
NOTHING = "—"


def table(catalog: Catalog, pages: Mapping[str, Iterable[str]]) -> str:
    """The whole file. pages: titles of the pages that an account of each role alone opens."""
    return "\n".join((HEAD, *_roles(catalog.rights), *_classes(catalog), *_records(catalog.rights), *_scopes(catalog.rights),
                      *_fields(catalog), *_others(catalog.rights), *_pages(catalog.rights, pages))) + "\n"  # fmt: skip


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = tuple(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for one in rows:
        yield f"| {' | '.join(one)} |"
    yield ""


def _roles(rights: Rights) -> Iterator[str]:
    yield "## Roles\n"
    yield from _grid(
        ("role", "name", "business data", "not together with", "stands for"),
        (
            (f"`{r.code}`", r.label, "yes" if r.business else "no", "、".join(sorted(rights.label(x) for x in r.excludes)) or NOTHING,
             f"holder of `{r.post}` when not linked to a person" if r.post else NOTHING)
            for r in rights.roles.values()
        ),
    )  # fmt: skip


def _classes(catalog: Catalog) -> Iterator[str]:
    yield "## Classes of records\n"
    yield from _grid(
        ("class", "name", "rule", "kinds", "existence secret", "looks logged", "never to"),
        (
            (f"`{c.code}`", c.label, c.source or NOTHING, _kinds(catalog, c), "yes" if c.secret else "no", "yes" if c.logged else "no",
             "、".join(catalog.rights.scopes[s].label for s in c.never) or NOTHING)
            for c in catalog.rights.classes.values()
        ),
    )  # fmt: skip


def _kinds(catalog: Catalog, one: RecordClass) -> str:
    """Whole forms by name, single kinds of others behind their form."""
    said = []
    for form in catalog.records:
        kinds = [k for k in form.kinds if form.class_of(k) == one.code]
        if kinds:
            some = len(kinds) < len(form.kinds)
            said.append(f"{form.label}（{'、'.join(catalog.vocab.short(k) for k in kinds)}）" if some else form.label)
    return "；".join(said)


def _records(rights: Rights) -> Iterator[str]:
    yield "## Role × class × action\n"
    for role in rights.roles.values():
        rows = []
        for one in rights.classes.values():
            said = _reach(rights, role.code, one.code)
            if said:
                rows.append((one.label, said))
        yield f"### {role.label} `{role.code}`\n"
        yield from _grid(("class", "actions"), rows) if rows else iter(("No records.\n",))


def _reach(rights: Rights, role: str, name: str) -> str:
    """The actions on all of the class, then those on some, each with the scope."""
    on_records = [a for a in rights.actions.values() if a.on_records]
    reach = {a.code: rights.reach([role], a.code, name) for a in on_records}
    said = []
    whole = [a.label for a in on_records if "" in reach[a.code]]
    if whole:
        said.append(f"全部：{'、'.join(whole)}")
    for codes in sorted({tuple(sorted(r)) for r in reach.values() if r and "" not in r}):
        actions = "、".join(a.label for a in on_records if tuple(sorted(reach[a.code])) == codes)
        said.append(f"只限{'或'.join(rights.scopes[c].label for c in codes)}：{actions}")
    return "；".join(said)


def _scopes(rights: Rights) -> Iterator[str]:
    yield "## Scopes\n"
    yield from _grid(
        ("scope", "name", "how", "fields", "values", "not when"),
        (
            (f"`{s.code}`", s.label, s.by, "、".join((*s.fields, *([s.day] if s.day else ()))) or NOTHING,
             "、".join(s.values) or NOTHING, "；".join(f"{k}={'、'.join(v)}" for k, v in s.unless.items()) or NOTHING)
            for s in rights.scopes.values()
        ),
    )  # fmt: skip


def _fields(catalog: Catalog) -> Iterator[str]:
    yield "## Fields not everybody reads\n"
    yield from _grid(
        ("form", "field", "read by"),
        (
            (form.label, f.label, "、".join(catalog.rights.scopes[s].label for s in f.seen_by))
            for form in catalog.records for f in form.fields if f.seen_by
        ),
    )  # fmt: skip


def _others(rights: Rights) -> Iterator[str]:
    yield "## Actions that are not on records\n"
    plain = [a for a in rights.actions.values() if not a.on_records]
    yield from _grid(
        ("role", "actions"),
        ((r.label, "、".join(a.label for a in plain if rights.allows([r.code], a.code)) or NOTHING) for r in rights.roles.values()),
    )


def _pages(rights: Rights, pages: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield "## Pages of the window\n"
    yield from _grid(
        ("role", "pages"), ((r.label, "、".join(pages.get(r.code, ())) or NOTHING) for r in rights.roles.values())
    )
