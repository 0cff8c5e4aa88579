"""Figures, rebasings, commentaries, scores and returned spend are held by the database: a revision adds a row, and
none is taken away. So are benchmarks that have been scored, and how a grant is shared once that is approved."""

from __future__ import annotations

from snb.protection import Trigger, append_only, kept

_KEPT = "is never changed or removed: record a new one."
SCORED = "This benchmark has been scored: make a new version of the set."
DONE = "An action that is done is not changed."
APPROVED = "This way to share the grant is approved and is not changed."


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


TRIGGERS = [
    *append_only(
        "performance_observation", f"A figure {_KEPT}", ("measure_id", "area_id", "period_start", "vintage", "sequence")
    ),
    *append_only("performance_rebase", f"A rebasing {_KEPT}", ("measure_id", "area_id", "period_start")),
    *append_only("performance_commentary", f"A commentary {_KEPT}"),
    *append_only(
        "performance_benchmarkscore", f"A score {_KEPT}", ("exercise_id", "criterion_id", "number")
    ),
    Trigger(
        "criterion_scored_fixed", "performance_criterion", "UPDATE",
        f"({_changed('benchmark_set_id', 'number', 'title')}) "
        "AND EXISTS (SELECT 1 FROM performance_benchmarkscore WHERE criterion_id = OLD.id)",
        SCORED,
    ),
    *kept("performance_criterion", SCORED, ("benchmark_set_id", "number")),
    Trigger("benchmarkaction_done_fixed", "performance_benchmarkaction", "UPDATE", "OLD.state = 'done'", DONE),
    Trigger("benchmarkaction_no_delete", "performance_benchmarkaction", "DELETE", "TRUE", "An action is not removed."),
    *kept("performance_benchmarkaction", DONE),
    Trigger("scenario_approved_fixed", "performance_scenario", "UPDATE", "OLD.state = 'approved'", APPROVED),
    Trigger(
        "scenario_approved_as_drafted", "performance_scenario", "UPDATE",
        "OLD.state <> NEW.state AND "
        f"({_changed('grant_id', 'number', 'name', 'why', 'factors', 'shares', 'drafted_by_id')})",
        "A scenario is approved as it was drafted.",
    ),
    Trigger(
        "scenario_begins_as_draft", "performance_scenario", "INSERT", "NEW.state <> 'draft'",
        "A scenario begins as a draft.",
    ),
    Trigger("scenario_no_delete", "performance_scenario", "DELETE", "TRUE", "A scenario is not removed."),
    *kept("performance_scenario", APPROVED, ("grant_id", "number"), ("grant_id", "name")),
    Trigger(
        "grant_approved_fixed", "performance_fundinggrant", "UPDATE",
        f"({_changed('board_id', 'begins', 'ends', 'total', 'among')}) "
        "AND EXISTS (SELECT 1 FROM performance_scenario WHERE grant_id = OLD.id AND state = 'approved')",
        "How this grant is shared is approved: its money and its time are not changed.",
    ),
    *kept("performance_fundinggrant", "A grant is not replaced by another."),
    Trigger(
        "scenario_approved_by_another", "performance_scenario", "UPDATE",
        "NEW.state = 'approved' AND NEW.approved_by_id = NEW.drafted_by_id",
        "Whoever drafted a scenario does not approve it.",
    ),
    Trigger(
        "recipient_before_scenarios", "performance_recipient", "INSERT",
        "EXISTS (SELECT 1 FROM performance_scenario WHERE grant_id = NEW.grant_id)",
        "Who shares in a grant is not changed.",
    ),
    *append_only("performance_recipient", "Who shares in a grant is not changed.", ("grant_id", "name")),
    *append_only("performance_spend", f"Returned spend {_KEPT}", ("recipient_id", "quarter_start", "number")),
]  # fmt: skip
