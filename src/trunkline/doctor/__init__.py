"""`trunkline doctor`: reads both sides of the trunks and says what does not fit, and what to do about it."""
