"""Libraries of declarations that a program can ask for, and how they become part of it."""
