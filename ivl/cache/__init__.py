"""What earlier runs found out, in files: see ``docs/cache.md``."""
