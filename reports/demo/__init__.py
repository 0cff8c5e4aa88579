"""The demonstration: two boards told from `fixtures/`, with every day counted from today."""
