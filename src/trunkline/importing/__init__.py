"""`trunkline import`: reads both sides of trunks that exist and writes the stack configuration that takes them over."""
