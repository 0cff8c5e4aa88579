"""The colours of charts: those of assets/scss/_settings.scss, and what drawings need beside them."""

from __future__ import annotations

WHITE = "#ffffff"
INK = "#0b2f3a"
BRAND = "#0f5360"
WASH = "#f3f7f7"
LINE = "#c3d0d2"
GOLD = "#d9a637"
MUTED = "#4a5558"
TEXT = "#14191a"

GRID = "#e3eaeb"  # decoration: the ticks say the same in words
FAINT = "#7c8d91"  # near limits, bounds of cells
QUIET = "#5f8a92"  # bars that are not the one in question
SIGNAL = "#9a4a00"  # something to look at, neither good nor bad
TARGET = "#4c2c80"
BAND = "#e8f0f1"  # between the limits

# One hue from light to dark, so that it reads in grey and without seeing colour; letters say it too.
CLASSES = ("#e6f1f2", "#b5d5d8", "#7cb4ba", "#2f7a85", "#0c4450")
ON_CLASSES = (INK, INK, INK, WHITE, WHITE)
CELLS = ("#eef4f4", "#dce9ea", "#c6dbdd", "#a9c8cc", "#88b2b8")  # the risk grid, from low to high

BETTER = "#0b6b48"
WORSE = "#b3261e"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2: 1 to 21; text wants 4.5, graphics 3."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
