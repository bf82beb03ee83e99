"""Verification conditions from passive graphs."""
