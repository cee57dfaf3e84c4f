"""Schemes built by forms: the fields follow the engine's own description of a scheme."""
