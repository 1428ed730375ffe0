"""trunkline: both ends of a Twilio SIP trunk, in one Pulumi stack."""
