"""The part of `https://api.twilio.com/2010-04-01` that trunks need: one module for each resource."""
