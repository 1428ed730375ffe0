"""Twilio's side: one resource a file."""
