"""A meeting that was held last month, with rows of every kind, and hands to record it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from snb.attendance import Mark, Other, declare, record_attendance
from snb.decisions import record_decision
from snb.minutes import approve, circulate, open_minutes, write_entry
from snb.models import (
    AgendaItem,
    Board,
    Capacity,
    Decision,
    Meeting,
    MinuteEntry,
    Minutes,
    Organisation,
    Person,
    Post,
    PostHolding,
    Seat,
)  # fmt: skip
from snb.sittings import Key, Kind, Sitting, sitting_of
from tests.cast import Cast, days, make_meeting, make_person

HELD = -30  # days from today to the meeting


def make_post(title: str, organisation: str, holder: Person | None = None, *, ends: int | None = None) -> Post:
    body, _ = Organisation.objects.get_or_create(name=organisation)
    post = Post.objects.create(title=title, organisation=body)
    if holder:
        until = None if ends is None else days(ends)
        PostHolding.objects.create(post=post, person=holder, begins=days(-400), ends=until)
    return post


def make_seat(board: Board, organisation: str, *posts: Post, **more: object) -> Seat:
    seat = Seat.objects.create(
        board=board, order=board.seats.count() + 1, organisation=organisation, representative="Representative", **more
    )
    seat.posts.set(posts)
    return seat


@dataclass
class Scene:
    """Four rows that count (one of them with two posts, one whose post nobody holds) and one vacancy."""

    cast: Cast
    meeting: Meeting  # held
    police: Seat
    councils: Seat
    fire: Seat
    health: Seat
    business: Seat  # vacant
    items: list[AgendaItem]  # the third was heard in private

    @property
    def board(self) -> Board:
        return self.cast.board

    @property
    def sitting(self) -> Sitting:
        return sitting_of(Meeting.objects.get(pk=self.meeting.pk))

    def keys(self) -> dict[str, Key]:
        return {line.title: line.key for line in self.sitting.lines}

    def marks(self, **kinds: str) -> dict[Key, Mark]:
        """A mark for every line: present where somebody is known, absent where not, unless said by organisation."""
        found = {}
        for line in self.sitting.lines:
            body = line.title.rpartition(", ")[2].lower().replace(" ", "_")
            said = kinds.get(body, Kind.PRESENT if line.holder else Kind.ABSENT)
            kind, _, name = str(said).partition(":")
            found[line.key] = Mark(kind, name)
        return found

    def sit(self, others: tuple[Other, ...] = (), **kinds: str) -> Sitting:
        return record_attendance(
            meeting=self.meeting, marks=self.marks(**kinds), others=others, seen=self.sitting.stamp,
            by=self.cast.manager,
        )  # fmt: skip

    def decide(self, text: str = "The plan is agreed.", item: int = 1, reasons: str = "It works.") -> Decision:
        return record_decision(item=self.items[item], text=text, reasons=reasons, by=self.cast.manager)

    def write(self, texts: Mapping[int, str] | None = None) -> Minutes:
        """A draft in which each item says something."""
        minutes = open_minutes(meeting=self.meeting, by=self.cast.manager)
        for place, item in enumerate(self.items):
            entry = MinuteEntry.objects.get(item=item)
            text = (texts or {}).get(place, f"About {item.title.lower()}.")
            write_entry(item=item, text=text, version=entry.version, by=self.cast.manager)
        return minutes

    def circulated(self) -> Minutes:
        if found := Minutes.objects.filter(meeting=self.meeting, state="circulated").first():
            return found
        if not self.sitting.is_recorded:
            self.sit()
        minutes = self.write()
        return circulate(meeting=self.meeting, version=minutes.version, by=self.cast.manager)

    def approved(self, corrections: str = "") -> Minutes:
        minutes, later = self.circulated(), self.later()
        return approve(
            meeting=self.meeting, approving=later, corrections=corrections, version=minutes.version,
            by=self.cast.manager,
        )  # fmt: skip

    def later(self, in_days: int = -2) -> Meeting:
        found = Meeting.objects.filter(board=self.board, date=days(in_days)).first()
        return found or make_meeting(self.board, in_days=in_days, due_in=in_days - 10)

    def joint(self, name: str = "Drugs Board") -> tuple[Capacity, Seat]:
        """The second item sat as another board, for which an extra member came."""
        capacity = Capacity.objects.create(board=self.board, name=name, begins=days(-400))
        extra = make_seat(
            self.board, "Charity", make_post("Director", "Charity", make_person("Extra Member")), capacity=capacity
        )
        AgendaItem.objects.filter(pk=self.items[1].pk).update(capacity=capacity)
        self.items[1].refresh_from_db()
        return capacity, extra


def make_scene(cast: Cast, *, quorum: int | None = 3) -> Scene:
    board = cast.board
    board.quorum = quorum
    board.save()
    chief = Post.objects.get(title="Chief Constable")  # the lead's
    councils = [
        make_post("Chief Executive", "North", cast.member), make_post("Chief Executive", "South", cast.chair),
    ]  # fmt: skip
    meeting = make_meeting(board, in_days=HELD, due_in=HELD - 10)
    scene = Scene(
        cast=cast,
        meeting=meeting,
        police=make_seat(board, "Fosse Police", chief),
        councils=make_seat(board, "Districts", *councils),
        fire=make_seat(board, "Fire", make_post("Chief Officer", "Fire", cast.analyst)),
        health=make_seat(board, "Health", make_post("Director", "Health")),
        business=make_seat(board, "Business sector"),
        items=[
            AgendaItem.objects.create(meeting=meeting, order=1, title="Welcome"),
            AgendaItem.objects.create(meeting=meeting, order=2, title="The plan", purpose="decide"),
            AgendaItem.objects.create(
                meeting=meeting, order=3, title="The bids of Acme", purpose="decide", exempt_paragraph=3,
                public_interest="Prices of bidders.", public_title="A contract",
            ),
        ],
    )  # fmt: skip
    return scene


def sitting_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that an address of this room can name, by the noun the address begins with."""
    scene = make_scene(cast)
    scene.sit()
    meeting, item = scene.meeting.pk, scene.items[1].pk
    made = declare(meeting=scene.meeting, name="M", interest="Trustee", item=None, left_the_room=False, by=cast.manager)
    scene.write()
    return {
        "attendance": {"pk": meeting},
        "declaration": {"meeting": meeting, "pk": made.pk},
        "declaration-add": {"pk": meeting},
        "minutes": {"pk": meeting},
        "minute": {"meeting": meeting, "pk": item},
        "decision": {"pk": scene.decide().pk},
        "decision-add": {"meeting": meeting, "pk": item},
    }
