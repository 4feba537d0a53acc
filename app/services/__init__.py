"""Use cases, one file a noun; the only layer that commits a transaction.

Every function that changes data checks rights, writes through one unit of work and
returns an OpResult. Does not belong here: SQL, Qt, page geometry.
"""
