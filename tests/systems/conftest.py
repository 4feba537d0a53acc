"""Tests of the mechanisms use the desks of the services' tests."""

from __future__ import annotations

from tests.unit.services.conftest import desk, duty_desk

__all__ = ["desk", "duty_desk"]
