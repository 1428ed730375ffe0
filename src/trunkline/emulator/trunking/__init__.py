"""Trunking v1, `https://trunking.twilio.com/v1`: one resource a module."""
