"""What `make bench` measures, part by part. Each part answers with plain values and the lines that it prints."""
