"""Takes a picture of a widget and writes down what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.ui.pictures.inspect import Finding, findings


@dataclass(slots=True)
class Camera:
    """Pictures of one variant. inspect: whether each picture is also examined. small: 256 colours."""

    folder: Path
    inspect: bool = True
    small: bool = False
    made: list[Path] = field(default_factory=list)
    found: dict[str, list[Finding]] = field(default_factory=dict)

    def take(self, name: str, widget: QWidget) -> None:
        """Save a picture under a name; look what is wrong."""
        path = self.folder / f"{name}.png"
        if self.inspect:
            wrong = findings(widget)
            if wrong:
                self.found[name] = wrong
        picture = widget.grab()
        if self.small:
            image = picture.toImage().convertToFormat(QImage.Format.Format_Indexed8)
            saved = image.save(str(path))
        else:
            saved = picture.save(str(path))
        if not saved:
            raise OSError(f"no picture of {name}")
        self.made.append(path)
