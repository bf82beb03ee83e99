"""From a solver's candidate to a message about the program."""
