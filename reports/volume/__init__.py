"""Large installations made of nothing, for measuring. Nobody governs by this data: rows are written in bulk, which
keeps no history. The database's protection stays on, but for the time that a million figures are poured in."""
