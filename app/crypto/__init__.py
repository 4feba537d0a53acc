"""Passwords and key slots, symmetric and asymmetric suites, signatures.

Belongs here: bytes in, bytes out. Does not belong here: records, packages, files of
the business.
"""
