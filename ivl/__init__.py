"""An intermediate verification language toolkit."""
