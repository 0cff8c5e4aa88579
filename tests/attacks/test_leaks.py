"""Nothing of what is heard in private is in anything the public can have: raw, unpacked, decompressed or decoded."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

import pikepdf
import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from reports.compiling import compile_document
from reports.documents.files import kept_pdf
from reports.models import Edition, EditionState
from reports.workflow import move_edition
from snb.models import Action, AgendaItem
from tests.attacks.exempt_scene import MARKER, Private, plant
from tests.cast import Cast, fresh
from tests.reports.pdf_reading import Reading, squeezed

BLOCKS = ("minutes", "matters-arising", "escalations", "forward-plan")
FILES = ("pdf", "json", "docx", "archive.pdf", "whole.pdf")
LINK = re.compile(r'(?:href="|src="|"url": ?")(?:https?://[^/"]+)?(/(?!static/|/)[^"#]*)')
MOST_ADDRESSES = 300
# What everybody may read of a matter that is heard in private, and what is not typed. The two reasons are in items of
# their own, because they change what becomes of one.
OPEN_WORDS = {
    "agendaitem.public_title", "agendaitem.block", "agendaitem.added_late_reason", "agendaitem.withdrawn_reason",
    "paper.content_type", "paper.sha256", "actionfile.content_type", "actionfile.sha256",
}  # fmt: skip
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le")


@pytest.fixture
def private(cast: Cast) -> Private:
    """A marker in every field of an exempt item, in what was minuted of one, and in everything that hangs on it."""
    planted = plant(cast)
    Action.objects.filter(pk=planted.action.pk).update(outcome=f"{MARKER} came of it")
    for order, reason in ((2, "withdrawn_reason"), (3, "added_late_reason")):
        AgendaItem.objects.create(
            meeting=cast.meeting, order=order, title=f"{MARKER} {order}", block="prose", text=MARKER,
            exempt_paragraph=3, public_interest=MARKER, public_title=f"Another contract {order}", **{reason: MARKER},
        )  # fmt: skip
    for order, block in enumerate(BLOCKS, 5):
        AgendaItem.objects.create(meeting=cast.meeting, order=order, title=block, block=block)
    return planted


def issued(cast: Cast, **more: object) -> Edition:
    edition = compile_document(
        board=cast.board, kind="board-pack", meeting=cast.meeting, by=fresh(cast.manager), **more  # type: ignore[arg-type]
    )  # fmt: skip
    move_edition(edition=edition, to=EditionState.CLEARED, by=cast.chair)
    return move_edition(edition=edition, to=EditionState.PUBLISHED, by=cast.manager)


def said_in(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and everything that is packed into them, however deep."""
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for name in book.namelist():
                yield name.encode()
                yield from said_in(book.read(name))
    elif data[:5] == b"%PDF-":
        yield from _said_in_pdf(data)


def _said_in_pdf(data: bytes) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for held in pdf.objects:
            yield repr(held).encode()
            if isinstance(held, pikepdf.Stream):
                yield held.read_bytes()
    yield squeezed(Reading(data).root.all_text()).encode()


def leaks_in(data: bytes) -> bool:
    """Whether the marker is in there in any spelling: as text, as a hexadecimal string, in capitals or small."""
    words = [MARKER.encode(code) for code in ENCODINGS]
    words += [word.hex().encode() for word in words]
    return any(word.lower() in piece.lower() for piece in said_in(data) for word in words)


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code in (200, 404), address  # 404: a paper of this kind has no such file
    assert MARKER.lower() not in f"{answer.headers}".lower(), address  # the name of a file stands there
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def public_addresses(cast: Cast, edition: Edition) -> list[str]:
    """Every page, file, feed and answer that shows published papers, with and without a search for the marker."""
    here, board = edition.reference, cast.board.slug
    library = reverse("reports:public-library")
    return [
        library, f"{library}?format=csv", f"{library}?format=xlsx", f"{library}?board={board}",
        reverse("reports:paper-public", args=[here]),
        *(reverse("reports:paper-public-file", args=[here, suffix]) for suffix in FILES),
        *(reverse(f"reports:{name}") for name in ("library-by-kind", "library-data", "papers-feed")),
        *(reverse(f"reports:{name}") for name in ("sitemap", "robots")),
        reverse("reports:library-meeting", args=[board, cast.meeting.date.isoformat()]),
        reverse("reports:library-kind", args=[board, "board-pack"]),
        reverse("reports:papers-feed-of", args=[board]),
        reverse("reports:papers-compare", args=[board]),
        reverse("reports:papers-search") + "?q=contract",
    ]  # fmt: skip


def test_the_restricted_version_has_it_to_be_found(cast: Cast, private: Private) -> None:
    """Otherwise none of the searches below says anything."""
    edition = issued(cast)
    assert leaks_in(edition.content.encode())
    assert leaks_in(kept_pdf(edition))
    assert MARKER in squeezed(Reading(kept_pdf(edition)).root.all_text())


def test_nothing_that_the_public_can_have_says_it(cast: Cast, private: Private) -> None:
    public = issued(cast).public_version
    client, leaking = Client(), []
    for address in public_addresses(cast, public):
        if leaks_in(body(client, address)):
            leaking.append(address)
    assert leaking == []
    assert not leaks_in(kept_pdf(public))


def test_every_word_of_it_holds_the_marker(private: Private) -> None:
    """A field that comes to these tables later is looked for too, or is named here as one that everybody may read."""
    rows = (private.ahead, private.paper, private.held, private.decision, private.declaration, private.action)
    bare = {
        f"{row._meta.model_name}.{field.name}"
        for row in (type(row)._default_manager.get(pk=row.pk) for row in (*rows, private.file))
        for field in row._meta.fields
        if type(field) in (models.CharField, models.TextField) and not field.choices
        if MARKER not in getattr(row, field.name)
    }
    assert sorted(bare - OPEN_WORDS) == []


def test_nothing_that_can_be_reached_by_links_says_it(cast: Cast, private: Private) -> None:
    """Everything that somebody finds who starts at the papers and follows every link there is, without an account."""
    public = issued(cast).public_version
    client, leaking = Client(), []
    seen: set[str] = set()
    waiting = public_addresses(cast, public)
    while waiting and len(seen) < MOST_ADDRESSES:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if leaks_in(f"{address} {answer.headers}".encode() + b"\n" + said) or leaks_in(said):
            leaking.append(address)
        if answer.headers.get("Content-Type", "").startswith(("text/html", "application/atom+xml", "application/json")):
            waiting += [unescape(link) for link in LINK.findall(said.decode())]
    assert leaking == []
    assert MOST_ADDRESSES > len(seen) > 25


def test_a_search_for_it_finds_as_much_as_a_search_for_nothing(cast: Cast, private: Private) -> None:
    issued(cast)
    search, client = reverse("reports:papers-search"), Client()
    found = client.get(search, {"q": MARKER}).content.decode().replace(MARKER, "")
    nothing = client.get(search, {"q": "Xanthippe"}).content.decode().replace("Xanthippe", "")
    assert found == nothing


def test_what_a_correction_and_a_supplement_say_of_it(cast: Cast, private: Private) -> None:
    base = issued(cast)
    private.ahead.text = f"{MARKER} has changed."
    private.ahead.save()
    AgendaItem.objects.create(meeting=cast.meeting, order=9, title="Open and late", text="Open words.")
    supplement = issued(cast, supplement_to=base)
    correction = issued(cast)
    assert correction.corrects == base
    for restricted in (supplement, correction):
        assert leaks_in(restricted.content.encode())
        assert not leaks_in(restricted.public_version.content.encode())
        assert not leaks_in(kept_pdf(restricted.public_version))
        for address in public_addresses(cast, restricted.public_version):
            assert not leaks_in(body(Client(), address)), address


def test_both_versions_are_cited_alike(cast: Cast, private: Private) -> None:
    """What is open stands on pages with the same printed numbers in both."""
    restricted = issued(cast)
    pair = (restricted, restricted.public_version)
    versions = [Reading(kept_pdf(each)) for each in pair]
    both = set.intersection(*({part["anchor"] for part in each.data["sections"]} for each in pair))
    assert {"agenda", "minutes"} <= both
    for anchor in both:
        labels = {version.label_of(version.page_of(anchor)).partition(" ")[0] for version in versions}
        assert len(labels) == 1, anchor
