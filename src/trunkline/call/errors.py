class CallError(Exception):
    """One line: why no call was placed or awaited."""
