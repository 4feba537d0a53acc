"""履责台 (lvze): an offline workbench for one unit's supervision records.

Layers, from the top: main > ui | cli > services > store | documents | exchange >
catalog | crypto | jobs > domain. Imports go down only; import-linter guards it.
"""

__version__ = "0.1.0"
