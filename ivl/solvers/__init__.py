"""Channels to SMT solvers: `Answer`s, never exceptions, for whatever a solver does."""
