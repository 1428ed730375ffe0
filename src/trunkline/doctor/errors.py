class DoctorError(Exception):
    """One line that says why nothing could be examined."""
