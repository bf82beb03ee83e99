"""The syntax of Dafny: text to syntax tree."""
