"""What `trunkline report` does: a comment for a pull request out of what `pulumi preview --json` says."""
