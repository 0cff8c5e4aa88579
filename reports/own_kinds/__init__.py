"""Kinds of document that a board makes for itself from sections and blocks, in the browser."""
