"""The commands `ivl` and `ivl-boogie`."""
