import pulumi


class InvalidArgs(pulumi.RunError):
    """An argument, or a value of the stack's config, is wrong.

    The program raises it, so a preview stops with it. Pulumi shows its lines without a traceback: the argument, the
    value, the rule. There is one line for each problem of the stack's config.

    What to do: change the argument that the line names.
    """
