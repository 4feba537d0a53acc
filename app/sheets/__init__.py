"""Tables of other programs: reading and writing .xlsx and .csv, finding heads, matching columns.

Does not belong here: the store, record forms, what a value means for a record (services.intake*).
"""
