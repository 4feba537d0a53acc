"""Entities, values, periods, duty evaluation, clock and errors.

Belongs here: what is true of the field whatever the storage, the document writer
or the screen. Does not belong here: anything outside the standard library.
"""
