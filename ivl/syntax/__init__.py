"""Surface syntax: text to `ast.Program` and back."""
