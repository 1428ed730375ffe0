class LocalError(Exception):
    """One line that says why the local stack cannot be used."""
