"""Reading files of figures, apart from Django and from the database: files in, plain cells and problems out."""
