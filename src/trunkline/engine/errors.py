class EngineError(Exception):
    """What keeps the engine from being had, in one line: subject, fact, remedy."""
