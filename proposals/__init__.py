"""Proposals: from a draft on the phone to a kept promise."""
