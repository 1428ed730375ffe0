"""The emulator held to Twilio's own OpenAPI documents."""
