"""Results as text: for people, for editors, as JSON, and as Boogie prints them."""
