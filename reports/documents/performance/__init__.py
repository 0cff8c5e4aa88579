"""The Performance, Risk and Harm Management Product: its reading, and a module for each of its sections."""
