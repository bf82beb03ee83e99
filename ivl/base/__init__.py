"""Sources, positions and diagnostics: what every stage needs."""
