"""Asterisk's side: the realtime rows."""
