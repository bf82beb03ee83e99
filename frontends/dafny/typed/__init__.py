"""Typed Dafny programs: what the resolver makes of a syntax tree and the translator reads."""
