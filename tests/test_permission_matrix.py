"""Every address, asked for by every kind of person; the answers are written to docs/permissions.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from performance.benchmarks.writing import open_action
from performance.models import Import, Measure
from priorities.evidence import attach_evidence
from priorities.models.returns import State
from reports.compiling import compile_document
from reports.jobs import start_compile
from reports.models import EditionState
from reports.workflow import move_edition
from snb.models import AgendaItem, Appointment, ForwardPlanItem, Person
from tests.cast import ACTORS, Cast, bring_to, make_area, open_return
from tests.partnerships.local_scene import local_rows
from tests.partnerships.narratives_scene import narrative_rows
from tests.performance.sharing import Sharing, draft, make_set, score
from tests.priorities.agreement_scene import agreement_rows
from tests.priorities.plans_scene import plan_rows
from tests.priorities.risks import make_risk
from tests.reports.own_kinds_scene import kind_rows
from tests.reports.page_scene import add_edition
from tests.reports.writing_scene import writing_rows
from tests.snb.action_scene import action_rows
from tests.snb.bodies_scene import body_rows
from tests.snb.duties_scene import duty_rows
from tests.snb.notice_scene import notice_rows
from tests.snb.scrutiny_scene import scrutiny_rows
from tests.snb.sittings_scene import sitting_rows
from tests.test_generated_docs import DOCS, check

PDF = b"%PDF-1.7\n%made up for a test\n"
FEW = (
    "deputy",
    "manager",
    "other_manager",
)  # by a priority and for another, by the board, by another board; and nobody
ANSWERS = {200: "yes", 302: "yes", 304: "yes", 405: "yes", 410: "yes", 403: "no", 404: "hidden", 409: "yes"}


def patterns(resolvers: list, prefix: str = "") -> list[tuple[str, list[str]]]:
    """Name and arguments of every address but the administration site's."""
    found = []
    for entry in resolvers:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            outer = list(entry.pattern.converters)
            found += [(name, outer + names) for name, names in patterns(entry.url_patterns, inner)]
        elif isinstance(entry, URLPattern):
            found.append((f"{prefix}{entry.name}", list(entry.pattern.converters)))
    return found


ADDRESSES = patterns(get_resolver().url_patterns)


@pytest.fixture
def scene(cast: Cast, settings) -> dict[str, dict[str, object]]:
    """One of everything an address can name, by the noun the address begins with; "" is for all."""
    held = open_return(cast)
    report = held.required_reports.all()[0]
    evidence = attach_evidence(report=report, upload=SimpleUploadedFile("plan.pdf", PDF), by=cast.lead)
    held = bring_to(held, State.SIGNED, cast)
    pack = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    agreement = compile_document(board=cast.board, kind="csa", by=cast.manager)
    move_edition(edition=agreement, to=EditionState.CLEARED, by=cast.chair)
    move_edition(edition=agreement, to=EditionState.PUBLISHED, by=cast.manager)
    add_edition(cast, EditionState.PUBLISHED, kind="performance-product")
    item = AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Burglary")
    plan = ForwardPlanItem.objects.create(meeting=cast.meeting, title="Arson")
    risk = make_risk(cast)
    accepted = bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    appointment = Appointment.objects.get(person=cast.support)
    job = start_compile(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    imported = Import.objects.create(board=cast.board, source="template", vintage=cast.meeting.quarter_start)
    exercise = score(cast, make_set(), "2026", [2, 5, 4])
    action = open_action(
        exercise=exercise, criterion=exercise.benchmark_set.criteria.get(number=1), title="Write it down",
        owner=risk.owner, due=cast.meeting.date, by=cast.analyst,
    )  # fmt: skip
    grant = Sharing(cast).grant()
    published = Measure.objects.create(
        board=cast.board, slug="public-one", name="Public one", area=make_area(), polarity="lower", is_published=True
    )
    everywhere = {
        "board": cast.board.slug,
        "slug": cast.burglary.slug,
        "kind": "csa",
        "name": "paper.pdf",
        "key": "progress",
        "report": report.pk,
        "meeting": cast.meeting.pk,
        "item": item.pk,
        "direction": "up",
        "format": "pdf",
        "suffix": "pdf",
    }
    return {
        "": everywhere,
        "return": {"pk": held.pk},
        "returns": {"pk": cast.meeting.pk},
        "section": {"pk": held.pk},
        "evidence": {"pk": evidence.pk},
        "evidence-add": {"pk": held.pk},
        "meeting": {"pk": cast.meeting.pk},
        "item": {"pk": item.pk},
        "item-add": {"pk": cast.meeting.pk},
        "plan": {"pk": plan.pk},
        "forward": {"pk": plan.pk, "item": plan.pk},
        "forward-plan-add": {"pk": cast.meeting.pk},
        "plan-add": {"pk": cast.meeting.pk},
        "appointment": {"pk": appointment.pk},
        "risk": {"pk": risk.pk},
        "raised": {"pk": accepted.risks.all()[0].pk},
        "import": {"pk": imported.pk, "source": "template"},
        "template": {"suffix": "csv"},
        "benchmark": {"slug": "three", "pk": exercise.pk},
        "benchmark-action-close": {"pk": action.pk},
        "grant": {"pk": grant.pk},
        "scenario": {"pk": draft(cast, grant).pk},
        "measure": {"slug": published.slug},
        "figure-add": {"slug": published.slug},
        "commentary": {"slug": published.slug},
        "figures-public-file": {"suffix": "json"},
        "figure-public": {"slug": published.slug, "suffix": "json"},
        **action_rows(cast),
        **agreement_rows(cast),
        **body_rows(cast),
        **duty_rows(cast),
        **kind_rows(cast),
        **local_rows(cast),
        **narrative_rows(cast),
        **notice_rows(cast, item),
        **scrutiny_rows(cast),
        **sitting_rows(cast),
        **plan_rows(cast),
        **writing_rows(cast),
        "job": {"pk": job.pk},
        "paper": {"reference": pack.reference},
        "paper-public": {"reference": agreement.reference},
        "library": {"day": cast.meeting.date.isoformat()},
        "compile": {"kind": "board-pack"},
        "supplement": {"reference": pack.reference},
        "checklist": {"item": "information-sharing"},
    }


def address(name: str, wanted: list[str], scene: dict[str, dict[str, object]]) -> str:
    verb = name.rpartition(":")[2]
    known = dict(scene[""])
    for noun in sorted(scene, key=len):
        if noun and (verb == noun or verb.startswith(f"{noun}-")):
            known |= scene[noun]
    return reverse(name, kwargs={argument: known[argument] for argument in wanted})


def answer(client: Client, url: str) -> str:
    response = client.get(url)
    response.getvalue()  # to its end, so that a file is closed
    if response.status_code == 302 and response["Location"].startswith(reverse("sign-in")):
        return "sign in"
    return ANSWERS[response.status_code]


@pytest.mark.long
def test_every_address_by_every_person(
    cast: Cast, scene: dict[str, dict[str, object]], as_: Callable[[Person], Client]
) -> None:
    """On PostgreSQL by a few, whose rights are found in each of the ways there are: the rules on them are Python."""
    asking = ACTORS if connection.vendor == "sqlite" else FEW
    clients = {"nobody": Client()} | {actor: as_(cast.by_name[actor]) for actor in asking}
    heads = " | ".join(actor.replace("_", " ") for actor in clients)
    lines = [f"| address | {heads} |", f"|---{'|---' * len(clients)}|"]
    rows = {}
    for name, wanted in sorted(ADDRESSES):
        url = address(name, wanted, scene)
        rows[name] = {actor: answer(client, url) for actor, client in clients.items()}
        if name == "sign-out":  # asked for by GET it signs nobody out
            assert all(client.session.get("_auth_user_id") for actor, client in clients.items() if actor != "nobody")
        lines.append(f"| `{name}` | {' | '.join(rows[name].values())} |")
    assert len(rows) > 40
    if connection.vendor == "sqlite":
        check("permissions.md", INTRODUCTION + "\n".join(lines) + "\n")
    else:
        assert rows == {name: {actor: row[actor] for actor in clients} for name, row in kept().items()}


def kept() -> dict[str, dict[str, str]]:
    """The rows of docs/permissions.md: what each address answers, by the actor."""
    lines = [line for line in (DOCS / "permissions.md").read_text().splitlines() if line.startswith("| ")]
    head, *rows = ([cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines)
    actors = [name.replace(" ", "_") for name in head[1:]]
    return {name: dict(zip(actors, cells, strict=True)) for name, *cells in rows}


INTRODUCTION = """# Who gets what

Made by `make docs` from asking for every address as every one of the tests' cast, about a signed return of one priority
(*lead*, *deputy* and *support* are of that priority, *other lead* of another; the *former lead*'s appointment ended
yesterday; the *other manager* is of another board; the *outsider* has an account and no appointment).
*hidden* is a 404: what one may not know of. *no* is a 403 that says why.

"""
