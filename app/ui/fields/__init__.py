"""Editors of single field types; records and letters are composed from them."""
