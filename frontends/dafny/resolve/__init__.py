"""From syntax trees to typed programs: names and types."""
