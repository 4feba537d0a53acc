"""Reports: numbers counted from the records, each of which opens the records behind it.

`build.build(session, "RP-06", period, scope)` is the one way to a number; page, paper and composed drafts take it.
"""
