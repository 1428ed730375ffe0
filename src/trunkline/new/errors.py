class NewError(Exception):
    """One line that says why no project can be written there."""
