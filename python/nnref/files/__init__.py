"""Reading and writing, bit for bit."""
