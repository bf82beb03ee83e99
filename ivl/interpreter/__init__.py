"""Concrete execution of programs."""
