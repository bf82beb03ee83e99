"""Flow graphs: an implementation becomes an acyclic, passive graph of blocks."""
