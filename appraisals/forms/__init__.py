"""Forms of the staff pages of 双考."""
