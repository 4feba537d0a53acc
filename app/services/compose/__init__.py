"""Drafts composed from the records: reports whose every sentence names what it rests on (ADR 0103)."""
