"""What is found by verifying again and again: contracts, and code that nothing reaches."""
