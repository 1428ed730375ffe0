"""`trunkline new`: a project of one's own, with a program, a test and a workflow for pull requests."""
