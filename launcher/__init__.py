"""Starts the whole house on one machine: standard library only, because it runs before anything is installed."""
