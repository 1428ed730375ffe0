"""The commands of Pulumi that remedies name."""


def pulumi(arguments: str, stack: str | None) -> str:
    """The command for that stack; without its name if that is not known."""
    return f"pulumi {arguments} --stack {stack}" if stack else f"pulumi {arguments}"
