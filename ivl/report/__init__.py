"""How results are written for people and for other programs."""
