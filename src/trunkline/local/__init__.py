"""Stack `local`, on the Twilio emulator and an SQLite file, all in `.local/`."""
