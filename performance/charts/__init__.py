"""Charts: plain figures in, shapes out, drawn as SVG for pages and papers alike. Pure: no Django.

The way to use them is in docs/charts.md.
"""
