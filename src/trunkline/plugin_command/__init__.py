"""`trunkline plugin`: sets up what a program in another language than Python needs on this machine."""
