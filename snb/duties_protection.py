"""Filed evidence and filed reports stay as they were filed: evidence can only be withdrawn, once, with a reason."""

from __future__ import annotations

from snb.protection import Trigger, append_only, kept

FILED = "Evidence that was filed is kept: it can be withdrawn with a reason."
_WITHDRAWAL_ONLY = " OR ".join(
    [
        *(
            f"OLD.{column} IS DISTINCT FROM NEW.{column}"
            for column in ("duty_id", "due", "done_on", "evidence", "address", "filed_at", "filed_by_id")
        ),
        "OLD.withdrawn_reason <> ''",
    ]
)

DUTY_TRIGGERS = [
    Trigger("snb_fulfilment_kept", "snb_fulfilment", "UPDATE", _WITHDRAWAL_ONLY, FILED),
    Trigger("snb_fulfilment_no_delete", "snb_fulfilment", "DELETE", "TRUE", FILED),
    *kept("snb_fulfilment", FILED),
    *append_only("snb_fulfilmentfile", FILED),
    *append_only("snb_linkagereport", "A report that was filed is kept.", ("linkage_id", "direction", "due")),
]
