"""Other people's clients on the emulator: Twilio's SDKs in four languages, each with one trunk's whole life."""
