"""The two sides: Twilio through its SDK, and Asterisk's realtime tables through SQLAlchemy."""
