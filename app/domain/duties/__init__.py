"""Duties: the closed rule language and its evaluation as a pure function of facts.

Belongs here: rule types, selectors, who a duty is judged for, states and reasons. Does
not belong here: reading data files (catalog), storing facts (store), asking the clock.
"""
