"""The site: everything that teaches, in one place for any static host."""
