"""`trunkline import`: reads both sides of existing trunks, and writes the stack config that adopts them."""
