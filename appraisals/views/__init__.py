"""The member's own score, down to the records behind a line."""
