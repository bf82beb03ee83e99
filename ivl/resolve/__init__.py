"""Names and types: `syntax.ast.Program` to `core.Program`."""
