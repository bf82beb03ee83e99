"""Logic: pySMT terms plus what it lacks, SMT-LIB text, models."""
