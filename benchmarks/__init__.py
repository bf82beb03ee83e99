"""How fast the verifier is, against Boogie and against itself."""
