"""Pages outside the staff site."""
