"""Reads that span apps: attendance figures, and the dashboard of one cycle."""
