"""Reads forms/ and resources/ once into typed, immutable definitions.

Belongs here: the shape of data files and the one check of them. Does not belong
here: rules about records (domain), SQL (store), page layout (documents).
"""
