"""The typed core: types, expressions, statements, programs, and how to build and print them."""
