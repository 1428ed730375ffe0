class ReportError(Exception):
    """One line: why there is nothing to report."""
