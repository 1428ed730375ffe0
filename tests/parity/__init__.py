"""`trunkline parity`, on the emulator."""
