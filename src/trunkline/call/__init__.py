"""`trunkline call`: proves a trunk by one call, and says hop by hop what was answered."""
