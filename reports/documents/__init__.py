"""The document engine: a kind of document is a list of sections, a section a list of blocks, a block plain figures."""
