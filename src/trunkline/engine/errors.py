class EngineError(Exception):
    """Why there is no engine, in one line: subject, fact, remedy."""
