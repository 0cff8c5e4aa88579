"""Grants to the board: how one is shared out, and what was spent of each share."""
