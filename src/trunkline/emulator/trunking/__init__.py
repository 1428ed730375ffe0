"""Trunking v1, `https://trunking.twilio.com/v1`: one module for each resource."""
