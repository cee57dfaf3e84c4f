"""Reads of 双考."""
