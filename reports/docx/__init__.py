"""An edition as a Word file (OOXML), made from its JSON alone: see `paper.paper_docx`."""
