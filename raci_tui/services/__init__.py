"""What a front end calls."""
