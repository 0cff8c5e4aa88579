"""The print shop: content JSON → pieces of HTML → laid out one by one → one tagged PDF with its page numbers."""
