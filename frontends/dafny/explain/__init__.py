"""Counterexamples in Dafny's notation."""
