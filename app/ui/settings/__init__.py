"""Tabs of the settings page, one file each."""
