"""Official documents: neutral model, layout, docx and PDF writers, examination.

Belongs here: GB/T 9704 geometry and the two writers. Does not belong here: the
database, rights, numbering (services).
"""
