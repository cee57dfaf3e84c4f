"""What leaves the app as Word and Excel."""
