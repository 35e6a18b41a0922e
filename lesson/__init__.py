"""The lesson: a page on which one steps through the network, built from recorded traces of both languages."""
