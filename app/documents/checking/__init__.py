"""体检: reading other people's documents, judging them by effect, and mending a copy.

Belongs here: readers of docx and PDF for judging, what the parts of a document are, the rules, the corrected copy,
and the limited process that all of it runs in. Does not belong here: making documents (app.documents).
"""
