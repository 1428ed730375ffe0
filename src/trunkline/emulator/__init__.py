"""An emulator of the part of Twilio's API that an Elastic SIP trunk needs."""
