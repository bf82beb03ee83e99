"""A laboratory: the same programs under several encodings, shapes and solvers."""
