"""A student's own code: what to fill in, what is right in it, and which mistake is not."""
