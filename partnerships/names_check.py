"""What in a text may tell who the people of a case are. Pure: text in, passages out.

It finds what a pattern can find and promises no more: a person reads the text as well. An identifier (a postcode, an
address, a number that belongs to one person, a date of birth) is never kept; whatever only looks like a name is
shown to the writer, who confirms that it is none of the case's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from partnerships.first_names import FIRST_NAMES


class Kind(StrEnum):
    """What a passage looks like, as a person reads it."""

    POSTCODE = "a postcode"
    EMAIL = "an email address"
    PHONE = "a telephone number"
    BIRTH = "a date of birth"
    INSURANCE = "a National Insurance number"
    HEALTH = "an NHS number"
    TITLED = "a title and a name"
    NAME = "a name"
    FIRST = "a first name"
    SURNAME = "a surname"
    FOREIGN = "a name in another alphabet"
    RELATED = "a relation and a name"
    INITIALS = "initials"
    AGE = "an exact age"


IDENTIFIERS = frozenset({Kind.POSTCODE, Kind.EMAIL, Kind.PHONE, Kind.BIRTH, Kind.INSURANCE, Kind.HEALTH})


@dataclass(frozen=True, order=True)
class Suspicion:
    """`passage` is the text from `start` to `end`."""

    start: int
    end: int
    kind: Kind
    passage: str

    @property
    def is_identifier(self) -> bool:
        return self.kind in IDENTIFIERS

    def __str__(self) -> str:
        return f"“{self.passage}” looks like {self.kind}"


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"(?:\d{{4}}\s*[./-]\s*\d{{1,2}}\s*[./-]\s*\d{{1,2}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{2,4}}|"
    rf"\d{{1,2}}(?:\s*[./-]\s*\d{{1,2}}\s*[./-]\s*\d{{2,4}}|(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{2,4}}))"
)
_BIRTH = r"(?:\bd\.?\s?o\.?\s?b(?![a-z])\.?|\b(?:dates? of birth|birth ?dates?|birthday)\b)"
_CAPITALS = r"(?<![\w’'-])(?:[A-Z]['’])?[A-Z]{3,}(?:[-'’][A-Z]+)*(?![\w’'-])"
_WORD = r"[A-Z](?:['’][A-Z])?[a-z]+(?:[A-Z][a-z]+)?(?:[-'’][A-Za-z]+)*"
_STARTS = r"(?<![A-Za-z])(?<![A-Za-z]['’-])"  # not in the middle of a word
_NAME = rf"(?:{_WORD}|{_CAPITALS})"
_INITIAL = r"(?<![\w.])(?:[A-Z]\.|[B-HJ-Z](?=\s))"  # without a full stop, A and I are words
_PARTICLE = r"(?:(?:de|da|dos|del|di|la|le|van|von|der|den|bin|binte?|ibn|al|el|ap)\s+)"
_INITIALS = r"(?:[A-Z]\.\s?){2,3}|(?<![\w’'-])[A-Z]{2}(?![\w’'-])"
_YEARS = r"\d{1,3}(?!\s*(?:[-–]|to|or|and)\s*(?:over|older|above|under|younger|\d)|\s*\+)"
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lady|Lord|Prof|Professor|Rev|Reverend|Cllr|Councillor|PC|DC|DS|DI|DCI|Sgt"
_RELATIONS = (
    "mother|father|mum|dad|son|daughter|wife|husband|partner|brother|sister|child|baby|boyfriend|girlfriend|"
    "victim|perpetrator|deceased|neighbour|friend|named|called|known as"
)
_THEN = r"(?:\s*[,:;–—-])?\s+[\"“‘'(]?"  # between a relation and a name, or a bracket
# One pattern for each kind. The first that meets a stretch of the text names it.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.EMAIL,
        re.compile(r"[\w.+'-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:\.[\w-]{1,63})*\.[A-Za-z]{2,}", re.I),
    ),
    (Kind.BIRTH, re.compile(rf"(?:{_BIRTH}|\bborn\b)\W*(?:(?:is|was|on)\s+)*{_DATE}", re.I)),
    (
        Kind.BIRTH,
        re.compile(rf"\b{_DATE}\s*(?:[(–—-]\s*|(?:is|was|as)\s+(?:(?:his|her|their|the)\s+)?){_BIRTH}", re.I),
    ),
    (
        Kind.INSURANCE,
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][\s-]?(?:\d{2}[\s-]?){3}[A-D]\b", re.I),
    ),
    (Kind.PHONE, re.compile(r"(?<![\w.])(?:(?:\+|00)44\s?\(?0?\)?|\(?0)(?:[\s()-]*\d){9,10}(?![\w])")),
    (Kind.PHONE, re.compile(r"(?<![\w.])(?:(?:\+|00)44\.?|0)\d{2,4}\.\d{3}\.?\d{3,4}(?![\w])")),
    (Kind.HEALTH, re.compile(r"(?<![\w.])(?:\d{3}[\s-]?\d{3}[\s-]?\d{4}|\d{3}\.\d{3}\.\d{4})(?![\w])")),
    (
        Kind.POSTCODE,
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?(?: {0,3}|\s|-)(?-i:(?!\d(?:st|nd|rd|th)\b))\d[ABD-HJLNP-UW-Z]{2}\b", re.I),
    ),
    (Kind.TITLED, re.compile(rf"\b(?:{_TITLES})\.?\s+(?:[A-Z]\.?\s+)*{_WORD}(?:\s+{_WORD})*")),
    (Kind.TITLED, re.compile(rf"\b(?:{_TITLES.upper()})\.?\s+(?:[A-Z]\.?\s+)*{_NAME}(?:\s+{_NAME})*")),
    (Kind.RELATED, re.compile(r"\b(?:mr|mrs|mx|dr)\.?\s+(?:[a-z]['’])?[a-z]{2,}(?:[-'’][a-z]+)*")),
    (Kind.INITIALS, re.compile(rf"(?:{_INITIALS})\s*(?:\(\s*{_YEARS}\s*\)|,?\s*aged?\s+{_YEARS}\b|,\s*{_YEARS}\b)")),
    (Kind.AGE, re.compile(rf"\b(?:aged|age(?: of)?)\s+{_YEARS}\b|\b\d{{1,3}}[-\s]years?[-\s]old\b", re.I)),
    (Kind.INITIALS, re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,3}")),
    (Kind.RELATED, re.compile(rf"(?i:\b(?:{_RELATIONS})){_THEN}{_NAME}(?:\s+{_NAME})*")),
    (
        Kind.NAME,
        re.compile(rf"{_STARTS}(?:{_NAME}|{_INITIAL})(?:\s+{_PARTICLE}{{0,2}}(?:{_NAME}|{_INITIAL}(?=\s+[A-Z])))+"),
    ),
    (Kind.FIRST, re.compile(r"(?<![A-Za-z])(?<!\bSt )(?<!\bSt\. )[A-Za-z]+")),
    (Kind.SURNAME, re.compile(rf"{_CAPITALS},\s+(?:{_WORD}|[A-Z]\b\.?)|{_STARTS}{_WORD},\s+[A-Z]\.")),
    (Kind.SURNAME, re.compile(r"(?<![\w’'-])(?:[OD]['’]|Mc)[A-Z][A-Za-z]+")),
    (Kind.FOREIGN, re.compile("\ue000{2,}(?:\\s+\ue000+)*")),
)
# Words of the work that begin with a capital and are seldom a surname. Where one stands, a run of capitals is cut.
_WORK = """
a abuse act adult adults advisor advocate after agencies agency agreed alcohol all an and any are as assessment at
authorities authority be because before board borough both but by care child children children's city civil
commissioner committee communities community conference council county crime criminal december department develop
director disorder district do does domestic drug drugs during each education emergency england english ensure every
executive family february fire first for force framework friday from general government group guidance health hold
homicide hospital housing how if improve in independent integrated is it its january july local make many march
mental ministry misuse monday multi national new nhs no not november october of office officer officers on or other
our panel partner partners partnership plan police policy practice practitioners prevent priority probation
professionals programme protocol provide public record records recovery refer referral rescue responsible review
risk safeguarding safety saturday school schools secretary september serious service services set sexual share
should since social staff state statutory strategic strategy substance sunday support team that the their then
there these they this those through thursday to training trust tuesday under use victims violence wednesday welsh
what when where which while who with women work workers working write youth
adverse advice arrangements citizens clinical childhood commission commissioning crown enquiry experiences foundation
guide healthcare learned learning lessons midlands operating procedure procedures prosecution protection quality routine
standard standards trade trades unions
camhs cqc csp dash dhr idva idvas isva isvas iris marac maracs mappa mash nhs nice oasis pdf sar st
"""
_ORDINARY = frozenset(_WORK.split())
# Called after people, and none of them anybody of a case.
_CALLED = ("Clare’s Law", "Sarah’s Law", "Martyn’s Law", "Clare's Law", "Sarah's Law", "Martyn's Law", "Osman warning")
_SAID_BEFORE_NAMES = re.compile(rf"^(?:(?:{_RELATIONS}){_THEN}|(?:mr|mrs|mx|dr)\.?\s+)", re.I)
_TOKEN = re.compile(r"\S+")


def suspicions(text: str, allowed: Iterable[str] = ()) -> list[Suspicion]:
    """Every passage of `text` that may tell who somebody is, in order and without overlap.

    `allowed` are names that may stand: organisations, posts and places that the board knows.
    """
    plain, ends = _plain(text)
    free = _allowed_spans(plain, [_plain(name)[0] for name in (*_CALLED, *allowed)])
    found: list[Suspicion] = []
    for kind, pattern in _PATTERNS:
        for first, last in _met(kind, pattern, plain, free):
            start, end = ends[first][0], ends[last - 1][1]
            if not any(start < other.end and other.start < end for other in found):
                found.append(Suspicion(start, end, kind, text[start:end]))
    return sorted(found)


def identifiers(found: Iterable[Suspicion]) -> list[Suspicion]:
    """Those that no confirmation lets through."""
    return [suspicion for suspicion in found if suspicion.is_identifier]


def _met(kind: Kind, pattern: re.Pattern[str], text: str, free: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if kind is Kind.FIRST:
            if match.group().lower() in FIRST_NAMES and not _is_within(*match.span(), free):
                yield match.span()
        elif kind is Kind.NAME:
            yield from _runs(text, match.start(), match.end(), free)
        elif kind is Kind.RELATED:
            named = _SAID_BEFORE_NAMES.match(match.group())
            begins = match.start() + (named.end() if named else 0)
            if any(True for _ in _words(text, begins, match.end(), free)):
                yield match.span()
        elif not _is_within(*match.span(), free):
            yield match.start(), match.start() + len(match.group().rstrip())


def _runs(text: str, start: int, end: int, free: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Two or more words that may be names, with none between them that is ordinary or known."""
    run: list[tuple[int, int]] = []
    for word in _words(text, start, end, free):
        if run and text[run[-1][1] : word[0]].strip():
            yield from _if_long(run)
            run = []
        run.append(word)
    yield from _if_long(run)


def _if_long(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(run) > 1:
        yield run[0][0], run[-1][1]


def _words(text: str, start: int, end: int, free: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where each word lies that is neither ordinary nor part of a known name."""
    for match in _TOKEN.finditer(text, start, end):
        word = match.group().strip(".,;:()").lower().replace("’", "'")
        if not _is_ordinary(word) and not _is_within(*match.span(), free):
            yield match.span()


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as the patterns read it, and where in `text` each sign of it stands: without accents, without what
    nobody sees (soft hyphens, joiners), with plain numbers; a letter of another alphabet as a letter of its case.
    """
    signs: list[str] = []
    ends: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if sign.isascii():
            made = sign
        elif unicodedata.category(sign) in ("Cf", "Mn", "Me"):
            if ends:
                ends[-1] = (ends[-1][0], place + 1)
            continue
        else:
            made = "".join(map(_as_ascii, unicodedata.normalize("NFKD", sign)))
        signs.append(made)
        ends += [(place, place + 1)] * len(made)
    return "".join(signs), ends


def _as_ascii(sign: str) -> str:
    if sign.isascii() or sign in "’“‘–—":
        return sign
    category = unicodedata.category(sign)
    if category == "Mn":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd":
        return "-"
    return {"Lu": "X", "Lt": "X", "Ll": "x", "Lo": "\ue000", "Co": " "}.get(category, sign)


def _is_ordinary(word: str) -> bool:
    return all(part in _ORDINARY for part in word.removesuffix("'s").split("-"))


def _is_within(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _allowed_spans(text: str, allowed: Iterable[str]) -> list[tuple[int, int]]:
    """Where known names stand in `text`, whole words and in any case, with a following ’s."""
    names = sorted({" ".join(name.split()) for name in allowed if name.strip()}, key=len, reverse=True)
    if not names:
        return []
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?:['’]s)?(?!\w)", text, re.IGNORECASE)]
