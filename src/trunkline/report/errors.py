class ReportError(Exception):
    """One line that says why there is nothing to report."""
