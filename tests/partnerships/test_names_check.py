"""What may tell who somebody is: found where a pattern can find it, and quiet about the words of the work."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.names_check import IDENTIFIERS, Kind, Suspicion, identifiers, suspicions

KNOWN = ["Fosse Police", "Safer Fosse Board", "Fosse", "Head of Housing", "St Anne’s Ward", "North Wold"]


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.name, each.passage) for each in suspicions(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("She moved to NG1 1AA.", "POSTCODE", "NG1 1AA"),
        ("at sw1a 1aa today", "POSTCODE", "sw1a 1aa"),
        ("in EC1A1BB", "POSTCODE", "EC1A1BB"),
        ("write to a.b+c@mail.example.org.", "EMAIL", "a.b+c@mail.example.org"),
        ("ring 07700 900123", "PHONE", "07700 900123"),
        ("ring +44 7700 900123", "PHONE", "+44 7700 900123"),
        ("ring (0115) 496 0123 now", "PHONE", "(0115) 496 0123"),
        ("ring 0115-496-0123", "PHONE", "0115-496-0123"),
        ("born on 12 March 1984", "BIRTH", "born on 12 March 1984"),
        ("born 3rd of June, 1984", "BIRTH", "born 3rd of June, 1984"),
        ("DOB: 1/2/84", "BIRTH", "DOB: 1/2/84"),
        ("d.o.b. 01-02-1984", "BIRTH", "d.o.b. 01-02-1984"),
        ("her date of birth was 12.03.1984", "BIRTH", "date of birth was 12.03.1984"),
        ("number AB 12 34 56 C", "INSURANCE", "AB 12 34 56 C"),
        ("number ab123456c", "INSURANCE", "ab123456c"),
        ("NHS 943 476 5919", "HEALTH", "943 476 5919"),
        ("patient 9434765919 said", "HEALTH", "9434765919"),
    ],
)  # fmt: skip
def test_an_identifier_is_found_and_never_confirmed_away(text: str, kind: str, passage: str) -> None:
    assert found(text) == [(kind, passage)]
    assert len(identifiers(suspicions(text, KNOWN))) == 1


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("The worker saw John Smith twice.", "NAME", "John Smith"),
        ("Anna Maria Kowalska-Nowak told them", "NAME", "Anna Maria Kowalska-Nowak"),
        ("When Mary-Jane O'Neill left", "NAME", "Mary-Jane O'Neill"),
        ("told Seán Ó'Briain of it", "NAME", "Seán Ó'Briain"),
        ("seen by J. Smith", "NAME", "J. Smith"),
        ("it was JOHN SMITH who", "NAME", "JOHN SMITH"),
        ("a McDonald Brown", "NAME", "McDonald Brown"),
        ("April Jones was seen", "NAME", "April Jones"),
        ("Fosse Police told Anna Smith", "NAME", "Anna Smith"),
        ("Mr Smith", "TITLED", "Mr Smith"),
        ("Dr. A. Patel advised", "TITLED", "Dr. A. Patel"),
        ("PC Jones attended", "TITLED", "PC Jones"),
        ("his wife Anna left", "RELATED", "wife Anna"),
        ("the victim, Jade, said", "RELATED", "victim, Jade"),
        ("a man known as Spider", "RELATED", "known as Spider"),
        ("JS, aged 34, lived", "INITIALS", "JS, aged 34"),
        ("J.S. (34) lived", "INITIALS", "J.S. (34)"),
        ("then A.B. moved", "INITIALS", "A.B."),
        ("a 34-year-old woman", "AGE", "34-year-old"),
        ("she was aged 34 and", "AGE", "aged 34"),
    ],
)  # fmt: skip
def test_what_looks_like_a_person_is_suspected(text: str, kind: str, passage: str) -> None:
    assert found(text) == [(kind, passage)]
    assert identifiers(suspicions(text, KNOWN)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ask about safety at every visit. Record the answer.",
        "Refer every case to MARAC within five days.",
        "Training for GPs. Staff should ask.",
        "Fosse Police and the Safer Fosse Board share it with the Head of Housing.",
        "FOSSE POLICE should share, and Fosse Police’s officers too.",
        "Adult Social Care and Independent Domestic Violence Advisor services",
        "Multi-Agency Risk Assessment Conference",
        "The Home Office and the Domestic Abuse Commissioner",
        "people aged 16 or over, aged 18 and over, aged 16 to 24, age 65+",
        "by 31 March 2026, in 2025-26, on 12/03/2026",
        "Section 9 of the Act, 34 cases, 10 years ago, £1,234,567",
        "the mother and the father; a partner agency; Victims should",
        "St Anne’s Ward, North Wold",
        "1. Share records\n2. Train staff",
        "HB1 and GP2 forms, version 10.2",
    ],
)
def test_the_words_of_the_work_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_known_name_does_not_hide_a_person_beside_it() -> None:
    assert found("Fosse Police met Anna Smith at North Wold") == [("NAME", "Anna Smith")]
    assert found("Mr Fosse") != []  # a title makes a person of a place


def test_several_are_found_in_their_order_without_overlap() -> None:
    made = suspicions("Mr John Smith, born 12 March 1984, of NG1 1AA, 07700 900123. His wife Anna Smith", KNOWN)
    assert [each.kind for each in made] == [Kind.TITLED, Kind.BIRTH, Kind.POSTCODE, Kind.PHONE, Kind.RELATED]
    assert all(first.end <= second.start for first, second in pairwise(made))


def test_it_says_what_it_saw() -> None:
    assert str(Suspicion(0, 7, Kind.POSTCODE, "NG1 1AA")) == "“NG1 1AA” looks like a postcode"


ANY = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)
LOWER = st.text(alphabet="abcdefghij ,.\n", max_size=60)
NAMES = st.sampled_from(["Anna", "John", "Zoë", "Mary-Jane", "O'Neill", "Smith", "Kowalska", "McDonald", "Jones"])


@given(ANY, st.lists(st.text(max_size=12), max_size=4))
def test_a_passage_is_always_the_text_between_its_ends(text: str, allowed: list[str]) -> None:
    made = suspicions(text, allowed)
    assert all(text[each.start : each.end] == each.passage and each.passage for each in made)
    assert all(first.end <= second.start for first, second in pairwise(made))
    assert all(each.is_identifier == (each.kind in IDENTIFIERS) for each in made)


@given(LOWER, NAMES, NAMES, LOWER)
def test_two_names_in_a_row_are_found_wherever_they_stand(before: str, first: str, last: str, after: str) -> None:
    made = suspicions(f"{before} {first} {last} {after}", KNOWN)
    assert any(first in each.passage and last in each.passage for each in made)


@given(LOWER)
def test_text_without_capitals_or_numbers_names_nobody(text: str) -> None:
    assert suspicions(text) == []


@given(LOWER, st.sampled_from(KNOWN), LOWER)
def test_what_is_known_is_never_suspected(before: str, name: str, after: str) -> None:
    assert suspicions(f"{before} {name} {after}", KNOWN) == []


@given(st.integers(min_value=0, max_value=999999))
def test_every_mobile_number_is_found(number: int) -> None:
    assert identifiers(suspicions(f"call 07700 {number:06d} today"))


def test_a_long_text_is_searched_in_time() -> None:
    text = "Anna " * 2_000 + "0" * 2_000 + "A." * 2_000
    assert suspicions(text, KNOWN)
