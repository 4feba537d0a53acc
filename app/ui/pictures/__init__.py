"""Pictures of every page, dialog and state of the window, and what is wrong in them."""
