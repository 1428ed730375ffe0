import pulumi


class InvalidArgs(pulumi.RunError):
    """An argument that no component can be made of; Pulumi shows it as one line, without a traceback."""
