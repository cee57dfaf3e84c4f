"""Word templates that come with the house, and what each may say."""
