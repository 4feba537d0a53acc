"""The command line: a stable contract for IT staff and automatic checks (design.md)."""
