class DoctorError(Exception):
    """One line: why nothing could be checked."""
