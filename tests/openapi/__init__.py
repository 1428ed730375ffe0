"""The emulator held to Twilio's own OpenAPI documents, and to an SDK of Twilio's in another language."""
