"""Charts drawn with QPainter: one focusable base, and the few kinds the pages need.

Belongs here: drawing, keys, tooltips and screen-reader text of charts. Does not belong here: anything that
knows a service; pages turn results into bars, cells and lines.
"""
