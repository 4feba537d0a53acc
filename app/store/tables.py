"""Tables of the business store, in SQLAlchemy Core and dialect-neutral types.

`record` holds every kind of record: typed, indexed common columns and a checked JSON
body. What is truly relational has a table of its own. `operation` and `change` are the
one log that history, undo, packages and audit read. The full-text table is SQLite-only
and lives in search.py.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

business = MetaData()

meta = Table("meta", business, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

operation = Table(
    "operation",
    business,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("device", String, nullable=False),
    Column("device_seq", Integer, nullable=False),
    Column("hlc", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("action", String, nullable=False),
    Column("label", String, nullable=False),
    Column("undo_of", String),
    Column("undoable", Boolean, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("prev_hash", String, nullable=False),
    Column("hash", String, nullable=False),
    UniqueConstraint("device", "device_seq"),
)

change = Table(
    "change",
    business,
    Column("no", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("op", Integer, ForeignKey("operation.seq"), nullable=False),
    Column("entity", String, nullable=False),
    Column("entity_id", String, nullable=False),
    Column("path", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("supersedes", Text, nullable=False),
    Column("head", Boolean, nullable=False),
    Index("change_entity", "entity_id", "path", "head"),
    Index("change_op", "op"),
)

record = Table(
    "record",
    business,
    Column("rid", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("form", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("date", String),
    Column("end", String),
    Column("due", String),
    Column("actor", String),
    Column("subject", String),
    Column("state", String, nullable=False),
    Column("secrecy", String),
    Column("entered", String, nullable=False),
    Column("author", String, nullable=False),
    Column("author_name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("record_list", "deleted", "form", "date", "rid"),
    Index("record_kind", "deleted", "kind", "date", "rid"),
    Index("record_date", "deleted", "date", "rid", "form"),
    Index("record_due", "form", "due"),
)

record_text = Table(
    "record_text",
    business,
    Column("rid", Integer, ForeignKey("record.rid", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
)

record_ref = Table(
    "record_ref",
    business,
    Column("rid", Integer, ForeignKey("record.rid", ondelete="CASCADE"), primary_key=True),
    Column("target", String, primary_key=True),
    Column("field", String, primary_key=True),
    Index("record_ref_target", "target"),
)

record_count = Table(
    "record_count",
    business,
    Column("form", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("state", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("n", Integer, nullable=False),
)

fact = Table(
    "fact",
    business,
    Column("no", Integer, primary_key=True),
    Column("rid", Integer, ForeignKey("record.rid", ondelete="CASCADE"), nullable=False),
    Column("record", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("date", String, nullable=False),
    Column("actor", String),
    Column("subject", String),
    Column("end", String),
    Column("entered", String),
    Column("due", String),
    Column("state", String),
    Column("unit", String),
    Column("title", String, nullable=False),
    Column("topics", String, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("links", Text, nullable=False),
    Column("row", String),
    Column("values", Text, nullable=False),
    Index("fact_kind", "kind", "date"),
    Index("fact_record", "rid"),
)

unit = Table(
    "unit",
    business,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("parent", String),
    Column("own", Boolean, nullable=False),
    Column("applies", Text, nullable=False),
    Column("initials", String, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

person = Table(
    "person",
    business,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("note", String, nullable=False),
    Column("initials", String, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

initials = Table(
    "initials",
    business,
    Column("text", String, primary_key=True),
    Column("entity", String, primary_key=True),
    Column("entity_id", String, primary_key=True),
)

post = Table(
    "post",
    business,
    Column("id", String, primary_key=True),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("unit", String, ForeignKey("unit.id"), nullable=False),
    Column("title", String, nullable=False),
    Column("roles", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("since", String, nullable=False),
    Column("until", String),
    Column("term", Text),
    Column("example", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Index("post_person", "person"),
)

setting = Table(
    "setting",
    business,
    Column("id", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

blob = Table(
    "blob",
    business,
    Column("sha256", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media", String, nullable=False),
)

blob_chunk = Table(
    "blob_chunk",
    business,
    Column("sha256", String, ForeignKey("blob.sha256", ondelete="CASCADE"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

number = Table(
    "number",
    business,
    Column("id", String, primary_key=True),
    Column("series", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("record", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("holder", String),
    Column("until", String),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("series", "year", "n"),
)

draft = Table(
    "draft",
    business,
    Column("user", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("at", String, nullable=False),
    Column("payload", Text, nullable=False),
)

secret = Table(
    "secret",
    business,
    Column("id", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

partner = Table(
    "partner",
    business,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("relation", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("card", Text, nullable=False),
    Column("added", String, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

package = Table(
    "package",
    business,
    Column("id", String, primary_key=True),
    Column("package", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("partner", String, nullable=False),
    Column("partner_name", String, nullable=False),
    Column("at", String, nullable=False),
    Column("period", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("state", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

received = Table(
    "received",
    business,
    Column("id", String, primary_key=True),
    Column("sender", String, nullable=False),
    Column("record", String, nullable=False),
    Column("package", String, nullable=False),
    Column("form", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("date", String),
    Column("state", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Index("received_sender", "sender", "package"),
)
