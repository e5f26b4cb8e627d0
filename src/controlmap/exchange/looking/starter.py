"""The table of values that a newcomer fills in."""

from __future__ import annotations

import csv
import io

from controlmap.exchange.looking.seen import Look
from controlmap.exchange.states_table import column_of
from controlmap.model import colours_for

__all__ = ["starter_table"]


def starter_table(found: Look) -> str:
    """Return a table of values to fill in, as CSV: what each value of the holder's field is to mean."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if found.starter:
        given = {row["controller"]: row["colour"] for row in found.starter if row["colour"]}
        named = [row["controller"] for row in found.starter if row["name"]]
        chosen = colours_for(named, [], given)
        blank = {"status": "", "others": "", "certainty": "", "rank": ""}
        writer.writerow([*found.starter[0], *blank])
        for row in found.starter:
            colour = chosen.get(row["controller"], row["colour"])
            writer.writerow([*{**row, "colour": colour, **blank}.values()])
        return stream.getvalue()
    name = found.holder or "name"
    values = found.fields[name].values if name in found.fields else {}
    chosen = colours_for(list(values), found.overlaps_km2, dict(found.colours))
    writer.writerow(
        [column_of(name), "controller", "name", "colour", "status", "others", "certainty", "rank"]
    )
    writer.writerows([value, value, value, chosen[value], "held", "", "", ""] for value in values)
    return stream.getvalue()
