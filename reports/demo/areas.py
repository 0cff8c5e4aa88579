"""Areas of the demonstration, shared by its boards."""

from __future__ import annotations

from typing import Any

from partnerships.models import Area, AreaPart


def load_areas(data: dict[str, Any]) -> None:
    """Adds what is not there yet."""
    made: dict[str, Area] = {}
    for row in data["areas"]:
        column, line = row.get("tile", (None, None))
        made[row["code"]], _ = Area.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"], "kind": row["kind"], "note": row.get("note", ""),
                "tile_column": column, "tile_row": line,
            },
        )  # fmt: skip
    for row in data["areas"]:
        for code in row.get("parts", []):
            AreaPart.objects.get_or_create(
                whole=made[row["code"]], part=made[code], defaults={"source": data["source"]}
            )
