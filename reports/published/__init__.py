"""What is published: the library of papers, the search over their words, and the feeds of what is new."""
