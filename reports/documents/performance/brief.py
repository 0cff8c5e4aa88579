"""In brief: what the figures come to, in computed sentences."""

from __future__ import annotations

from collections import Counter

from performance.analysis.exceptions import Call
from performance.analysis.rag import Rag
from performance.analysis.words import counted, listed
from reports.documents.blocks import Prose
from reports.documents.performance.exceptions import exceptional
from reports.documents.performance.figures import Figures
from reports.documents.performance.values import figures_of, has_nothing
from reports.documents.reading import Reading
from snb.wording import long_date


def in_brief(reading: Reading) -> Prose | None:
    figures = reading.figures
    if figures is None:
        return None
    if not figures.measures:
        return Prose(f"On {long_date(figures.day)} the Board has no measures.")
    return Prose(" ".join([_counts(figures), _ratings(figures), _known(figures)]))


def risks_in_brief(reading: Reading) -> Prose:
    register = figures_of(reading).risks
    if not register.open:
        return Prose("No risk is open in the Board’s register.")
    above, late = len(register.above_appetite), len(register.overdue)
    said = [
        f"{counted(len(register.open), 'risk')} {_are(len(register.open))} open: {above or 'none'} above the appetite.",
        f"{counted(late, 'review')} {_are(late)} overdue." if late else "No review is overdue.",
    ]
    return Prose(" ".join(said))


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _counts(figures: Figures) -> str:
    called = {call: len(exceptional(figures, call)) for call in Call}
    without = sum(has_nothing(figures, each) for each in figures.measures)
    return (
        f"The Board reads {counted(len(figures.measures), 'measure')}. "
        f"{called[Call.DECIDE] or 'None'} of them {_are(called[Call.DECIDE] or 1)} of concern, "
        f"{called[Call.NOTE] or 'none'} {_are(called[Call.NOTE] or 1)} excellent, "
        f"{called[Call.CHANGE] or 'none'} changed where neither way is better, "
        f"and {without or 'none'} {'has' if without < 2 else 'have'} no figure."
    )


def _ratings(figures: Figures) -> str:
    found = Counter(each.result.rag for each in figures.measures if each.value is not None)
    words = [f"{found[rag]} {rag.value}" for rag in (Rag.RED, Rag.AMBER, Rag.GREEN) if found[rag]]
    unrated = found[Rag.NO_DATA]
    if not words:
        return "None is rated." if found else ""
    rest = f"; {unrated} with a figure {_are(unrated)} not rated" if unrated else ""
    return f"By the figures, {listed(words)}{rest}."


def _known(figures: Figures) -> str:
    days = [each.data_date for each in figures.measures if each.data_date]
    newest = f"; the newest were published on {long_date(max(days))}" if days else ""
    return f"All figures are as known on {long_date(figures.day)}{newest}."
