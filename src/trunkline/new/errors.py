class NewError(Exception):
    """One line: why the project cannot be written."""
