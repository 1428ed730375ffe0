"""`trunkline doctor`: reads both sides of the trunks, reports what is wrong and says what to do."""
