"""What the encodings of polymorphic types share: one sort for all values, terms for types."""
