"""The embedded default: stack `local` on the Twilio emulator and an SQLite file, all inside `.local/`."""
