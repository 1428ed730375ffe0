"""What talks to the two sides: Twilio through its SDK, Asterisk's realtime tables through SQLAlchemy."""
