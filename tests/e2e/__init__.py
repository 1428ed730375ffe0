"""Calls through a real Asterisk, on rows and a trunk made by the real `pulumi up`."""
