"""From typed Dafny programs to IVL."""
