"""Workflows: how far a matter has come, worked out from its records. Pure: standard library and the domain only."""
