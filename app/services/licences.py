"""Licences of the program and of everything shipped with it, from resources/licences."""

from __future__ import annotations

from typing import Any

from app.catalog.places import resources_dir
from app.catalog.yamlfile import read_yaml

KEYS = ("name", "version", "licence", "text", "use")


def licences() -> dict[str, Any]:
    """The own licence, and name, version, licence, text file and use of each component.

    Raises AppError(BAD_DATA_FILE) naming the line.
    """
    folder = resources_dir() / "licences"
    keys = read_yaml(folder / "components.yaml").keys(("licence", "components"))
    components = []
    for node in keys["components"].list():
        one = node.keys(KEYS)
        components.append({name: one[name].text() for name in KEYS})
    return {"licence": keys["licence"].text(), "texts": str(folder), "components": components}
