"""Numbers from a seed, the same in both languages."""
