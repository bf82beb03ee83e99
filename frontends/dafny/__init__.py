"""Dafny: a verifier for it, built on `ivl`."""
