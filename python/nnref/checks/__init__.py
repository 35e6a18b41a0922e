"""What input must be, and how it is refused."""
