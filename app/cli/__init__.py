"""The command line: a stable contract for IT staff and automatic checks (design.md).

One file a noun; parser.py holds what they share, run.py the exit codes. Commands parse
arguments, call one service and print; they hold no rules. Never imports the window.
"""
