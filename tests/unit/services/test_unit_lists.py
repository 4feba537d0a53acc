"""Lists of the unit that duties go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import AppError, ErrorCode
from app.services import duty_settings, people, undo

if TYPE_CHECKING:
    from app.services.session import Session

URGE = "tianshui-2014/5.6/quarterly-urge-weak"


def test_a_list_is_kept_by_period_in_names(office: Session) -> None:
    people.save_unit(office, "质量监督站", office.own_unit()[0])
    duty_settings.set_lists(office, "weak_subordinate", {"2026Q3": ["质量监督站", " "]})
    assert duty_settings.unit_lists(office, "weak_subordinate") == {"2026Q3": ["质量监督站"]}


def test_several_periods_are_set_in_one_step_or_none(office: Session) -> None:
    people.save_unit(office, "质量监督站", office.own_unit()[0])
    with pytest.raises(AppError) as caught:
        duty_settings.set_lists(office, "weak_subordinate", {"2026Q3": ["质量监督站"], "2026Q4": ["没有这个单位"]})
    assert caught.value.where == "2026Q4"
    assert duty_settings.unit_lists(office, "weak_subordinate") == {}
    duty_settings.set_lists(office, "weak_subordinate", {"2026Q3": ["质量监督站"], "2026Q4": []})
    assert duty_settings.unit_lists(office, "weak_subordinate") == {"2026Q3": ["质量监督站"], "2026Q4": []}
    undo.undo(office)
    assert duty_settings.unit_lists(office, "weak_subordinate") == {}


def test_an_entry_that_nobody_knows_is_named_by_its_line(office: Session) -> None:
    with pytest.raises(AppError) as caught:
        duty_settings.set_lists(office, "weak_subordinate", {"2026Q3": ["没有这个单位"]})
    assert caught.value.code is ErrorCode.BAD_INPUT
    assert "第 1 行" in caught.value.message


@pytest.mark.parametrize(("name", "period"), [("nothing", "2026Q3"), ("weak_subordinate", "third")])
def test_an_unknown_list_or_period_is_refused(office: Session, name: str, period: str) -> None:
    with pytest.raises(AppError):
        duty_settings.set_lists(office, name, {period: []})


def test_the_list_of_a_duty_is_known_with_its_period(office: Session) -> None:
    duty = duty_settings.find(office, URGE)
    assert duty_settings.list_of(duty) == "weak_subordinate"
    assert duty_settings.list_periods(duty, 2026) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    yearly = duty_settings.find(office, "beijing-28/11/written-full-coverage")
    assert duty_settings.list_periods(yearly, 2026) == ["2026"]
