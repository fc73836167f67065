"""Providers that speak TwiML: what they are told, what they tell, what they are asked to do."""
