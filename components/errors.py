import pulumi


class InvalidArgs(pulumi.RunError):
    """An argument, or a value of the stack's config, that no component can be made of.

    It is raised in the program, and a preview ends with it. Pulumi shows its text as it is, without a traceback: the
    argument, the value, the rule. The stack's config is read whole, with a line for each value that is missing.

    What to do: change the argument that the line names.
    """
