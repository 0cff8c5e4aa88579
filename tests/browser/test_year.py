"""The Board's year: a meeting from its notice to its minutes, actions, the refresh, duties, linkages; and each page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import PHONE, fits, looked_at, no_violations, status
from tests.browser.test_analyst import day, main
from tests.browser.test_csp_officer import call_meeting_today, follow, number, refused, said

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
OFFICER = "carol.beardall@mansfield-dc.example"
WRITER = "leila.haddad@gedling-bc.example"  # of the partnership whose narrative was sent back
LEAD = "kwame.ofori@broxtowe-bc.example"
MEMBER = "anjali.deshmukh@nottinghamshire-cc.example"
CLERK = "imogen.thackray@nottinghamshire-cc.example"
BOARD = "/boards/snb"
PRIVATE, PUBLIC_TITLE = "Prices of three bids for outreach", "A contract for outreach"
OPEN = "How we answer complaints of noise"
ACTION = "Write down in one page who answers a complaint of noise at night."
Visit = Callable[..., Page]

# Lists, each with the page that the first link of its table opens; by who reads them.
ROOMS = {
    MANAGER: (
        "actions/", "decisions/", "meetings/", "closed-days/", "duties/", "linkages/", "scrutiny/",
        "scrutiny/committees/", "agreements/", "plans/", "funding/", "bodies/", "bodies/posts/", "membership/",
        "groups/", "appointments/", "partnerships/", "narratives/", "escalations/",
    ),
    OFFICER: ("assessments/", "local-plans/", "alignment/", "wards/", "learning/", "learning/reviews/"),
    CLERK: ("scrutiny/",),
}  # fmt: skip
MORE = ("agreements/compare/", "duties/add/", "actions/add/", "meetings/add/", "bodies/merge/", "partnerships/merge/")


def today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - as the person at the browser would type it


def type_day(page: Page, legend: str, when: dt.date) -> None:
    day(page, legend, str(when.day), str(when.month), str(when.year))


def done(page: Page, said: str | re.Pattern[str]) -> None:
    """The banner says so, on a page that is in order."""
    expect(page.get_by_role("alert").first).to_contain_text(said)
    no_violations(page)


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def row_of(page: Page, name: str | re.Pattern[str]) -> Locator:
    return main(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


# A meeting -------------------------------------------------------------------------------------------


def test_a_meeting_from_its_notice_to_its_minutes(visit: Visit) -> None:
    page = visit(MANAGER)
    meeting = call_meeting_today(page, "Summer meeting")
    add_items(page, meeting)
    publish_too_late(page, meeting)

    officer = visit(OFFICER)
    officer.goto(f"{BOARD}/meetings/{meeting}/")
    expect(main(officer)).to_contain_text(PUBLIC_TITLE)
    expect(main(officer)).to_contain_text(OPEN)
    assert PRIVATE not in officer.content()
    assert "undercut" not in officer.content()
    looked_at(officer)

    page.goto(f"{BOARD}/meetings/{meeting}/")
    record_attendance(page)
    write_the_minutes(page, meeting)
    officer.goto(f"{BOARD}/meetings/{meeting}/minutes/")
    expect(main(officer)).to_contain_text("The Board heard how each district answers.")
    expect(main(officer)).to_contain_text("The minute of this item is kept in private.")
    assert PRIVATE not in officer.content()
    no_violations(officer)


def add_items(page: Page, meeting: int) -> None:
    """One in public, and one in private, which needs its reason and a title for the public."""
    follow(page, "Add an agenda item", "Add an agenda item")
    page.get_by_label("Title", exact=True).fill(OPEN)
    page.get_by_label("Decide", exact=True).check()
    page.get_by_label("Minutes allowed").fill("20")
    press(page, "Save the item")
    follow(page, "Add an agenda item", "Add an agenda item")
    page.get_by_label("Title", exact=True).fill(PRIVATE)
    page.get_by_label("Discuss", exact=True).check()
    page.get_by_label("Minutes allowed").fill("15")
    page.get_by_label(re.compile("^Is it heard in private")).select_option("3")
    press(page, "Save the item")
    refused(page, "Enter why the public interest is against publishing it")
    fits(page)
    expect(page.get_by_label("Title", exact=True)).to_have_value(PRIVATE)
    page.get_by_label(re.compile("^Why is the public interest")).fill("A bidder could undercut the others.")
    page.get_by_label(re.compile("^Title for the public")).fill(PUBLIC_TITLE)
    press(page, "Save the item")
    expect(page).to_have_url(re.compile(f"/meetings/{meeting}/"))
    expect(main(page)).to_contain_text(f"The public sees it as “{PUBLIC_TITLE}”")


def publish_too_late(page: Page, meeting: int) -> None:
    """Clear days: the last lawful day is named, and why it is late is asked for."""
    follow(page, "Publish the agenda", "Publish the agenda")
    press(page, "Publish the agenda")
    refused(page, "Publish it earlier, or say why it is late")
    days = re.findall(r"\d{1,2} \w+ 20\d\d", page.get_by_role("alert").first.inner_text())
    last = min(dt.datetime.strptime(each, "%d %B %Y").date() for each in days)  # noqa: DTZ007 - a day has no zone
    assert dt.timedelta(days=5) < today() - last < dt.timedelta(days=20)
    page.get_by_label(re.compile("^Why is the agenda late")).fill("The Home Secretary asked for an answer this week.")
    press(page, "Publish the agenda")
    done(page, "The agenda is published")
    expect(main(page)).to_contain_text("The Home Secretary asked")
    expect(main(page).get_by_role("link", name=re.compile("^Change: "))).to_have_count(0)


def record_attendance(page: Page) -> None:
    """Every line is to be answered; who is not named there was not there."""
    follow(page, re.compile("^Attendance"), "Attendance")
    follow(page, "Record attendance", "Record attendance")
    choices = page.get_by_role("combobox", name=re.compile("^Was ")).all()
    for choice in choices[1:]:
        name = choice.evaluate("box => box.labels[0].innerText")
        choice.select_option("absent" if name.startswith("Was anybody") else "present")
    page.get_by_label("In attendance without a seat").fill("Joan Okafor, Reporter")
    press(page, "Save attendance")
    refused(page, "Say whether")
    fits(page)
    choices[0].select_option("apologies")
    press(page, "Save attendance")
    done(page, "Attendance is recorded")
    expect(row_of(page, "Reporter")).to_contain_text("Joan Okafor")
    looked_at(page)


def write_the_minutes(page: Page, meeting: int) -> None:
    follow(page, "Minutes of this meeting", "Minutes")
    press(page, "Open the minutes")
    for title, text in ((OPEN, "The Board heard how each district answers."), (PRIVATE, "The bids were compared.")):
        main(page).get_by_role("link", name=f"Write the minute of {title}").click()
        page.get_by_label(re.compile("^What was said")).fill(text)
        press(page, "Save the minute")
        done(page, "is saved")
    main(page).get_by_role("link", name=f"Record a decision under {OPEN}").click()
    page.get_by_label("Decision", exact=True).fill("One page says who answers.")
    press(page, "Record the decision")
    done(page, "The decision is recorded as")
    press(page, "Circulate the minutes")
    done(page, "The minutes have been circulated")
    looked_at(page)
    page.goto(f"{BOARD}/decisions/")
    expect(main(page)).to_contain_text("One page says who answers.")


# An action -------------------------------------------------------------------------------------------


def test_an_action_is_owned_reported_and_closed_by_the_board(visit: Visit) -> None:
    page, lead = visit(MANAGER), visit(LEAD)
    page.goto(f"{BOARD}/actions/")
    follow(page, "Add an action", "Add an action")
    source = page.get_by_label("Where does it come from?")
    source.select_option(source.locator("option[value^='item:']").last.get_attribute("value"))
    page.get_by_label("What is to be done?").fill(ACTION)
    page.get_by_label("Who owns it?").select_option(label="Strategic priority lead, Hate crime")
    type_day(page, "Due date", today() + dt.timedelta(days=20))
    press(page, "Put it in the register")
    done(page, "is in the register")
    address = page.url

    assert status(lead, f"{address}revise/") == 403  # an owner does not move their own date
    no_violations(lead)
    lead.goto("/")
    follow(lead, re.compile(f"^Report on action.*{ACTION[:20]}"), "Report on the action")
    lead.get_by_label("What has been done?").fill("The page is written and all seven districts use it.")
    lead.get_by_label("It is done").check()
    press(lead, "Send the report")
    refused(lead, "an action is not done without evidence")
    expect(lead.get_by_label("It is done")).to_be_checked()
    looked_at(lead)
    lead.get_by_label(re.compile("^Where is the evidence")).fill("Minute 4 of the performance group")
    press(lead, "Send the report")
    done(lead, "The Board agrees at a meeting to close it.")
    expect(main(lead)).to_contain_text("Minute 4 of the performance group")

    meeting = call_meeting_today_or_the_one(page)
    page.goto(f"{BOARD}/meetings/{meeting}/matters/")
    looked_at(page)
    page.get_by_label(re.compile(re.escape(ACTION))).check()
    press(page, "Record that the meeting closed them")
    done(page, "has closed 1 action")
    lead.goto(address)
    expect(main(lead)).to_contain_text("Closed at")
    expect(lead.get_by_role("link", name="Report on it")).to_have_count(0)


def call_meeting_today_or_the_one(page: Page) -> int:
    """Today's meeting: the one that another story called, or a new one."""
    page.goto(f"{BOARD}/meetings/")
    found = main(page).get_by_role("link", name=re.compile(f"^{said(today())}"))
    if not found.count():
        return call_meeting_today(page, "Summer meeting")
    found.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(said(today()))
    return number(page)


# The agreement ---------------------------------------------------------------------------------------


def test_the_annual_refresh_and_what_changed(visit: Visit) -> None:
    page = visit(MANAGER)
    call_meeting_today_or_the_one(page)
    page.goto(f"{BOARD}/agreements/")
    follow(page, re.compile("Safety Agreement$"), re.compile("Safety Agreement$"))
    follow(page, re.compile("^Go to the refresh"), re.compile("^Refresh of"))
    refresh = page.url
    undecided = [link.get_attribute("href") for link in main(page).get_by_role("link", name="Decide on").all()]
    assert len(undecided) == 3

    page.goto(f"{refresh}agree/")
    page.get_by_label("Meeting that agreed it").select_option(index=1)
    press(page, "Agree the refresh")
    refused(page, "Not yet decided:")

    # Confirmed; renamed, which needs the name and a reason; confirmed, and further work on it asked for.
    decide(page, str(undecided[0]), "Confirmed")
    page.goto(str(undecided[1]))
    page.get_by_label("Renamed").check()
    press(page, "Save the outcome")
    refused(page, "Enter the new name")
    fits(page)
    page.get_by_label(re.compile("^New name")).fill("Safer days and nights")
    page.get_by_label(re.compile("^Reason")).fill("It takes in the evenings.")
    press(page, "Save the outcome")
    done(page, "renamed")
    decide(page, str(undecided[2]), "Confirmed")
    main(page).get_by_role("link", name=re.compile("^Ask for work on")).last.click()
    page.get_by_label("What further work is asked for?").fill("Say how the work is paid for after March.")
    page.get_by_label("Who sees to it").select_option(label="Programme manager")
    type_day(page, "Due by", today() + dt.timedelta(days=90))
    press(page, "Ask for it")
    done(page, "Further work is asked for")

    page.goto(f"{refresh}agree/")
    page.get_by_label("Meeting that agreed it").select_option(index=1)
    press(page, "Agree the refresh")
    done(page, "is agreed")
    expect(main(page)).to_contain_text("9 confirmed, 2 renamed, with 3 pieces of further work asked for")
    expect(main(page).get_by_role("link", name=re.compile("^(Decide|Change) on"))).to_have_count(0)
    looked_at(page)

    page.goto(f"{BOARD}/agreements/compare/")
    for name, years in (("earlier", "2020-2023"), ("later", "2023-2025")):
        page.locator(f"select[name={name}]").select_option(label=f"Nottinghamshire Community Safety Agreement {years}")
    main(page).get_by_role("button", name="Compare").click()
    expect(main(page).locator(".gt-lede")).to_contain_text("From “Nottinghamshire Community Safety Agreement 2020")
    expect(row_of(page, re.compile("Renamed|Elevated|New")).first).to_be_visible()
    no_violations(page)


def decide(page: Page, address: str, outcome: str) -> None:
    page.goto(address)
    page.get_by_label(outcome).check()
    press(page, "Save the outcome")
    done(page, outcome.lower())


# Duties, linkages, what comes with a post, one's own calendar ----------------------------------------


def test_a_duty_is_met_by_evidence_and_a_linkage_reports(visit: Visit) -> None:
    page = visit(MANAGER)
    page.goto(f"{BOARD}/duties/")
    follow(page, "Send the agreement to the local policing body", "Send the agreement to the local policing body")
    stands = main(page).locator("h1 + p")
    due = stands.inner_text()
    follow(page, "File evidence", "File evidence that it was done")
    type_day(page, "Done on", today())
    press(page, "File the evidence")
    refused(page, "a duty is met only by evidence")
    page.get_by_label("What shows that it was done").fill("Sent with the chair’s letter; receipt of today.")
    press(page, "File the evidence")
    expect(main(page)).to_contain_text("receipt of today")
    expect(stands).to_contain_text("Met")
    assert stands.inner_text() != due  # a year on
    page.goto(f"{BOARD}/duties/")
    row = row_of(page, re.compile("^Send the agreement to the local policing body"))
    expect(row).to_contain_text(f"{today().day} {today():%b} {today().year}")
    expect(row).to_contain_text("Met")

    # A member's linkage is due: home leads to it.
    member = visit(MEMBER)
    main(member).get_by_role("link", name=re.compile("Health and Wellbeing Board")).first.click()
    expect(member.get_by_role("heading", level=1)).to_contain_text("Health and Wellbeing Board")
    follow(member, "File a report", "File a report")
    member.get_by_role("radio").last.check()
    press(member, "File the report")
    refused(member, "Enter what was reported")
    member.get_by_label("What was reported").fill("The Board’s priorities for alcohol, and what it asks of health.")
    press(member, "File the report")
    done(member, "The report has been filed")
    expect(main(member)).to_contain_text("what it asks of health")
    looked_at(member)


def test_handover_calendar_and_timeline(visit: Visit) -> None:
    page = visit(MANAGER)
    page.goto(f"{BOARD}/appointments/")
    link = re.compile("^What comes with it.*Antisocial behaviour|^What comes with it.*Hate crime")
    main(page).get_by_role("link", name=link).first.click()
    expect(main(page)).to_contain_text("Who held it, and who stands in")
    looked_at(page)

    page.goto(f"{BOARD}/plans/")
    expect(main(page).locator("figure svg").first).to_be_visible()
    main(page).get_by_role("table").last.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Action plan")
    expect(main(page).locator("figure svg").first).to_be_visible()

    # A secret address that works without signing in, until it is stopped.
    page.goto("/")
    follow(page, "Your calendar", "Your calendar")
    press(page, "Make an address")
    address = page.get_by_label("Your calendar address").input_value()
    looked_at(page)
    stranger = visit()
    feed = stranger.request.get(address)
    assert feed.status == 200
    assert feed.headers["content-type"].startswith("text/calendar")
    assert feed.text().startswith("BEGIN:VCALENDAR")
    assert "Quarterly meeting" in feed.text()
    assert PRIVATE not in feed.text()
    page.goto("/calendar/")
    expect(page.get_by_label("Your calendar address")).to_have_count(0)  # shown only once
    press(page, "Stop the address")
    done(page, "has stopped")
    assert stranger.request.get(address).status == 404


# Every page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROOMS)
def test_each_page_of_the_year_at_each_width(visit: Visit, role: str) -> None:
    page = visit(role)
    for path in ROOMS[role]:
        assert status(page, f"{BOARD}/{path}") == 200
        looked_at(page, axe_at=(PHONE,))
        detail = main(page).locator("tbody a[href^='/boards/']").first
        if detail.count():
            assert status(page, str(detail.get_attribute("href"))) == 200
            looked_at(page, axe_at=(PHONE,))
    for path in MORE if role == MANAGER else ():
        assert status(page, f"{BOARD}/{path}") == 200
        looked_at(page, axe_at=(PHONE,))


def test_a_form_of_each_room_works_without_scripts(visit: Visit) -> None:
    page = visit(MANAGER, javascript=False)
    page.goto(f"{BOARD}/forward-plan/add/")  # Meetings
    page.get_by_label("Subject").fill("Water safety in summer")
    page.get_by_label("Note", exact=True).check()
    press(page, "Add to the forward plan")
    expect(main(page)).to_contain_text("Water safety in summer")

    page.goto(f"{BOARD}/plans/")  # Agreement
    main(page).get_by_role("table").last.get_by_role("link").first.click()
    main(page).get_by_role("link", name=re.compile("^Add a milestone")).first.click()
    page.get_by_label("Milestone").fill("First session held")
    type_day(page, "Due", today() + dt.timedelta(days=40))
    press(page, "Save the milestone")
    expect(main(page)).to_contain_text("First session held")

    page.goto(f"{BOARD}/duties/?state=late")  # Duties
    main(page).get_by_role("table").get_by_role("link").first.click()
    main(page).get_by_role("link", name="File evidence").click()
    type_day(page, "Done on", today())
    page.get_by_label("What shows that it was done").fill("Filed without scripts.")
    press(page, "File the evidence")
    expect(main(page)).to_contain_text("Filed without scripts.")

    page.goto(f"{BOARD}/bodies/add/")  # The Board
    page.get_by_label("Name", exact=True).fill("Trent Canal Trust")
    for box in (page.get_by_label("Kind of organisation"), page.get_by_label("What it is to the Board")):
        box.select_option(index=1)
    type_day(page, "It has been that since", today())
    main(page).get_by_role("button").last.click()
    expect(main(page)).to_contain_text("Trent Canal Trust")
    assert not page.url.endswith("/add/")

    writer = visit(WRITER, javascript=False)  # Partnerships
    main(writer).get_by_role("listitem").get_by_role("link", name=re.compile("^Write the narrative of")).first.click()
    expect(main(writer)).to_contain_text("It was sent back")
    writer.get_by_role("textbox").first.fill("Written without scripts.")
    press(writer, "Save the draft")
    expect(main(writer)).to_contain_text("Written without scripts.")
