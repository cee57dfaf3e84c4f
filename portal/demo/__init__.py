"""Invented organisations, people and a year and a half of duty, to look at and to try things on."""
