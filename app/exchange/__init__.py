"""Encrypted package files: container, versioned readers, pure merge plans.

Belongs here: bytes and manifests of packages. Does not belong here: SQL (store),
who may export (services).
"""
