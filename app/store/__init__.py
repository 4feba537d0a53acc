"""The encrypted SQLite stores: engine, tables, migrations, units of work, queries.

Belongs here: everything that speaks SQL. Does not belong here: rights, wording,
use cases (services).
"""
