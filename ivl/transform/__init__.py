"""Passes from `core.Program` to `core.Program`."""
