"""Word templates of the issues and of the monthly bulletin, and the script that builds them."""
