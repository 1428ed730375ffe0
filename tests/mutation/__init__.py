"""Defects that the tests must find."""
