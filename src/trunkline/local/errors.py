class LocalError(Exception):
    """One line: why the local stack cannot be used."""
