"""Taking figures in: what readers found is mapped to the board's measures, compared with what is known, and kept."""
