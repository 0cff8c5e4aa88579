"""Analysis as pure functions over plain values: no Django, no database, no HTML in this folder."""
