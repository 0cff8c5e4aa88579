"""Figures as people write them: read exactly, or refused in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.importing.figures import Figure, Formula, figure, shown


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234", "1234"),
        ("1,234", "1234"),
        ("1,234,567.50", "1234567.5"),
        (" 12 ", "12"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("\u22124", "-4"),
        ("-4", "-4"),
        (4.0, "4"),
        (0.1 + 0.2, "0.3"),
        (0, "0"),
        ("0", "0"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_a_number_is_read_exactly(written, value) -> None:
    assert figure(written) == Figure(Decimal(value))
    assert str(figure(written).value) == value


@pytest.mark.parametrize("written", ["-", "–", "..", "n/a", "N/A", "[x]", "[z]", "—", "x", "#N/A"])
def test_a_sign_for_no_figure_is_never_zero(written) -> None:
    assert figure(written) == Figure(None)


@pytest.mark.parametrize("written", ["", "   ", None, "\u00a0"])
def test_an_empty_cell_is_blank(written) -> None:
    assert figure(written) == Figure(None, is_blank=True)


@pytest.mark.parametrize("written", ["*", "c", "[c]", "[C]", "<5"])
def test_a_withheld_figure_is_suppressed(written) -> None:
    assert figure(written) == Figure(None, is_suppressed=True)


def test_flags_stand_beside_the_number() -> None:
    assert figure("1,234 [p]") == Figure(Decimal(1234), is_provisional=True)
    assert figure("1,234[r]") == Figure(Decimal(1234), is_revised=True)
    assert figure("12.5%") == Figure(Decimal("12.5"), is_percentage=True)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("12k", "“12k” is not a number."),
        ("1,23", "“1,23” is not a number."),
        ("12,34,567", "“12,34,567” is not a number."),
        ("(12)", "“(12)” is not a number."),
        ("1.2E+05", "“1.2E+05” has lost digits: show the whole number in Excel before saving as CSV."),
        ("nan", "“nan” is not a number."),
        ("Infinity", "“Infinity” is not a number."),
        (float("nan"), "nan is not a number."),
        (True, "TRUE is not a number."),
        ("=1+1", "“=1+1” is a formula. Paste its value."),
        ("#DIV/0!", "#DIV/0! is what Excel shows when a formula fails."),
        ("07700900123000", "7700900123000 is too large to be a figure."),
        (dt.date(2025, 4, 3), "03/04/2025 is a date, not a number. Excel may have turned the number into one."),
        (Formula("=SUM(C2:C4)"), "C5 holds a formula (=SUM(C2:C4)). Copy it and paste it as a value."),
        ("١٢", "“١٢” is not a number."),
    ],
)
def test_anything_else_is_refused_in_words(written, problem) -> None:
    assert figure(written, "C5") == Figure(problem=problem)


@given(st.text(max_size=60))
def test_no_text_raises(written) -> None:
    figure(written)


def test_text_of_a_stranger_is_shown_short_and_on_one_line() -> None:
    assert shown("a\nb\x00c\u202e" + "d" * 90) == "a b c " + "d" * 33 + "…"
