"""`trunkline report`: makes a comment for a pull request from the output of `pulumi preview --json`."""
