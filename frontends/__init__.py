"""Verifiers built on the public API of `ivl`: a frontend translates a language into IVL."""
