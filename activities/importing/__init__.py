"""Tables of attendance handed in by one person and confirmed by another."""
