"""Reads of reports. Every one begins at `readable(actor)`: the label decides everywhere."""

from social_info.queries.reading import countable, may_read_file, open_rows, readable, working

__all__ = ("countable", "may_read_file", "open_rows", "readable", "working")
