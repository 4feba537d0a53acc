"""The window (PySide6). Nothing imports this package but app.main."""
