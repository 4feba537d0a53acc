"""Tables of the office file: accounts, rights, and the chained security log.

Kept in a second encrypted file with its own key, so that people who look after
accounts and audits need no key to the business data (三员分立).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text

office = MetaData()

meta = Table("meta", office, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

account = Table(
    "account",
    office,
    Column("id", String, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("roles", Text, nullable=False),
    Column("person", String),
    Column("active", Boolean, nullable=False),
    Column("created", String, nullable=False),
)

preference = Table(
    "preference",
    office,
    Column("user", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

security_log = Table(
    "security_log",
    office,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("operation", String),
    Column("prev_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)
