"""The window. Nothing imports it but app.main; it imports services, catalog, jobs and domain.

Data is read and written on one store thread (jobs.Runner); pages hold no business rules.
"""
