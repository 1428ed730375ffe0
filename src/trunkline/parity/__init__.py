"""`trunkline parity`: whether Twilio behaves as trunkline and its emulator assume.

The assumptions are one table, of which docs/assumptions.md is made.
"""
