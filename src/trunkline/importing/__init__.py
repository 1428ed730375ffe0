"""`trunkline import`: reads both sides of existing trunks, and writes the config or the program that adopts them."""
