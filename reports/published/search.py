"""The search over published papers: all words present, or phrases in quotes, ranked; with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from reports.documents.kinds import kind_names
from reports.models import Edition, PublishedSection
from reports.published.words import folded
from reports.querysets import EditionQuerySet

LONGEST, MOST_WORDS = 200, 12  # characters of a query that are read, and words and phrases
AROUND = 18  # words of a snippet before and after the first that was found
_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans("“”„«»", '"""""')
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Query:
    """What somebody asked for: folded words, each the beginning of a word, and phrases of whole words."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """What stands in the folded words of a section that has it all."""
        return (*(f" {word}" for word in self.words), *(f" {phrase} " for phrase in self.phrases))

    def __bool__(self) -> bool:
        return bool(self.patterns)


@dataclass(frozen=True)
class Piece:
    """A part of a snippet."""

    text: str
    is_marked: bool


def asked(text: str) -> Query:
    """The query that somebody typed; what is beyond the longest is not read. A word of several parts is a phrase."""
    words: list[str] = []
    phrases: list[str] = []
    for phrase, word in _TERM.findall(" ".join(text[:LONGEST].translate(_QUOTES).split())):
        bare = folded(phrase or word).strip()
        if bare:
            (phrases if phrase or " " in bare else words).append(bare)
    words, phrases = list(dict.fromkeys(words))[:MOST_WORDS], list(dict.fromkeys(phrases))[:MOST_WORDS]
    return Query(tuple(words), tuple(phrases))


def published_kinds() -> list[tuple[str, str]]:
    """The kinds of published papers, as slug and name. At most two queries."""
    rows = list(Edition.objects.published().order_by().values_list("board_id", "kind", named=True).distinct())
    names = kind_names(rows)
    return sorted(
        {row.kind: names[row.board_id, row.kind] for row in rows}.items(), key=lambda pair: pair[1].casefold()
    )


def found(query: Query, editions: EditionQuerySet) -> QuerySet[PublishedSection]:
    """The sections that have it all: of papers in force before replaced ones, by heading first, then the newest.

    `is_replaced`: a correction of the paper is published.
    """
    newer = Edition.objects.published().filter(corrects=OuterRef("edition"))
    in_heading = Q(*(Q(heading_words__contains=pattern) for pattern in query.patterns))
    rows = PublishedSection.objects.filter(*(Q(words__contains=pattern) for pattern in query.patterns))
    return (
        rows.filter(edition__in=editions.published())  # as the rows already are; it must hold even if they were not
        .annotate(is_replaced=Exists(newer), by_heading=Case(When(in_heading, then=Value(0)), default=Value(1)))
        .order_by("is_replaced", "by_heading", "-edition__published_at", "-edition", "order")
        .select_related("edition__board", "edition__meeting")
        .defer("edition__content", "heading_words", "words")
    )


def snippet(text: str, query: Query) -> list[Piece]:
    """The words where most of the query stands together, marked; the beginning where only the heading has it."""
    text = text.replace("\n", " · ")  # from one cell or paragraph to the next
    words = list(_WORD.finditer(text))
    if not words:
        return []
    marked = _marked([_bare(word.group()) for word in words], query)
    there = [at for at, term in enumerate(marked) if term]
    first = max(there, key=lambda at: len(set(marked[at : at + AROUND])), default=0)
    low, high = max(first - AROUND, 0), min(first + AROUND, len(words) - 1)
    at, end = words[low].start(), words[high].end()
    pieces = [Piece("… ", is_marked=False)] if low else []
    for word, term in zip(words[low : high + 1], marked[low : high + 1], strict=True):
        if term:
            pieces += [Piece(text[at : word.start()], is_marked=False), Piece(word.group(), is_marked=True)]
            at = word.end()
    pieces.append(Piece(text[at:] if high == len(words) - 1 else f"{text[at:end]} …", is_marked=False))
    return [piece for piece in pieces if piece.text]


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    return folded(word).strip()


def _marked(words: Sequence[str], query: Query) -> list[str]:
    """For each word what it was found by: the beginning of a word, or a phrase that it is part of; empty for none."""
    marked = [next((wanted for wanted in query.words if word.startswith(wanted)), "") for word in words]
    for phrase in query.phrases:
        parts = phrase.split()
        for index in range(len(words)):
            if words[index : index + len(parts)] == parts:
                marked[index : index + len(parts)] = [phrase] * len(parts)
    return marked
