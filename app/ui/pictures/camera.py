"""Takes a picture of a widget and writes down what is wrong in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.ui.pictures.inspect import Finding, findings

BEST = 0  # PNG quality: 0 compresses most


def reduced(picture: QImage) -> QImage:
    """A picture in its 256 most common colours, without dithering: text stays sharp and the file small."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    points = memoryview(plain.constBits()).cast("I")
    table = [color for color, _count in Counter(points).most_common(256)]
    flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


@dataclass(slots=True)
class Camera:
    """Pictures of one variant. inspect: whether each picture is also examined. small: 256 colours, for shipping."""

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
        picture = widget.grab().toImage()
        shown = reduced(picture) if self.small else picture
        if not shown.save(str(path), "PNG", BEST):  # type: ignore[call-overload]  # the stub wants bytes, Qt a text
            raise OSError(f"no picture of {name}")
        self.made.append(path)
