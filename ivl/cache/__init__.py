"""What was proved in earlier runs, in files: see ``docs/cache.md``."""
