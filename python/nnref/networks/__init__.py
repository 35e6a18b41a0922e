"""The articles' other networks, their mathematics only."""
