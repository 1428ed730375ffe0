"""`trunkline call`, with a small peer that speaks as Asterisk's manager interface does."""
