"""A duty written back as pack data is the same duty when it is read again."""

from __future__ import annotations

import pytest

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyPack
from app.catalog.duties_loader import parse_pack
from app.catalog.duties_writer import duty_data, fingerprint, pack_data, pack_yaml
from app.catalog.overlay import parse_entry
from app.catalog.yamlfile import parse_yaml


def again(pack: DutyPack, catalog: Catalog) -> DutyPack:
    return parse_pack(parse_yaml(pack_yaml(pack_data(pack)).encode(), "own.yaml"), catalog.vocab)


@pytest.mark.parametrize("number", range(5))
def test_every_shipped_pack_written_to_a_file_reads_as_the_same_definitions(
    number: int, catalog: Catalog
) -> None:
    pack = catalog.duties.packs[number]
    assert again(pack, catalog) == pack


def test_a_parameter_without_a_value_stays_without_one(catalog: Catalog) -> None:
    waiting = [d for d in catalog.duties if None in d.config.values()]
    assert waiting
    for duty in waiting:
        head = {"id": duty.document, "title": duty.document_title, "short": duty.document_short}
        assert parse_entry(head, duty_data(duty), catalog.vocab) == duty


def test_examples_do_not_change_the_fingerprint_and_a_word_does(catalog: Catalog) -> None:
    data = duty_data(next(iter(catalog.duties)))
    assert fingerprint({**data, "examples": []}) == fingerprint(data)
    assert fingerprint({**data, "summary": "另一句话。"}) != fingerprint(data)


def test_a_written_file_holds_no_aliases(catalog: Catalog) -> None:
    shared = {"kinds": ["talk.heart"]}
    data = pack_data(catalog.duties.packs[0])
    data["duties"] = [
        {
            **data["duties"][0],
            "rule": {"type": "follow", "trigger": shared, "needs": [shared]},
            "examples": [],
        }
    ]
    text = pack_yaml(data)
    assert len(parse_pack(parse_yaml(text.encode(), "own.yaml"), catalog.vocab).duties) == 1
