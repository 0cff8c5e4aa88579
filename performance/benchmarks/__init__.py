"""Benchmark sets: what a board scored of a published list of criteria, and what it does about the gaps."""
