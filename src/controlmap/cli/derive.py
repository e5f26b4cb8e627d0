"""`controlmap derive`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.edit_options import user
from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument, quiet_option
from controlmap.cli.streams import say
from controlmap.cli.tables import moved_in_brief
from controlmap.words import counted, first_of

if TYPE_CHECKING:
    from controlmap.derive import Unheard
    from controlmap.model import ControlState, Entry, Method, Project, Report, Share
    from controlmap.store import Lock

_MANY = 200
"""Places of which areas are drawn for half a minute and longer."""
_NAMED = 5
"""Reports that are named where areas are drawn without them."""


@click.command("derive", cls=Command)
@project_argument
@click.option("--layer", "layer_id", metavar="L", help="Write this layer only.")
@click.option(
    "--method",
    type=click.Choice(["kriging", "thiessen"]),
    default="kriging",
    show_default=True,
    help="Draw ground as whose it most likely is, or share it out by distance.",
)
@click.option(
    "--evaluate",
    is_flag=True,
    help="Write nothing, but say how often reports that are left out are foretold: for each place without "
    "its own, without all within 5 km, and within 15 km.",
)
@click.option(
    "--keep",
    is_flag=True,
    help="Evaluate, and keep the result in evaluation.json beside the map: `controlmap build` shows it as "
    "long as places, reports and what is drawn by hand are as they were.",
)
@click.option("--dry-run", is_flag=True, help="Say what each layer would lose and gain, and write nothing.")
@click.option(
    "--discard-edits", is_flag=True, help="Write over what was edited since the last derivation too."
)
@quiet_option
@json_option
def command(
    project: Path,
    layer_id: str | None,
    method: Method,
    evaluate: bool,
    keep: bool,
    dry_run: bool,
    discard_edits: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Draw areas of control from places.csv, reports.csv and hand/<layer>.geojson.

    What the layers held before is written over. Where that would lose transfers, corrections or other edits
    made since the last derivation, it is refused, and they are listed. They are not done again on the new
    areas: an edit is about ground as it was cut and states as they were numbered, and new evidence cuts and
    numbers them anew, so that it might land elsewhere without a word. What shall last belongs in reports.csv
    or hand/; after that, --discard-edits. It is one edit, which `controlmap undo` takes back.
    """
    from controlmap.store import find_folder, locked

    if evaluate or keep:
        _tell_evaluation(project, method, keep and not dry_run, quiet, as_json)
        return
    folder = find_folder(project)
    with locked(folder, exclusive=not dry_run) if folder.is_dir() else nullcontext() as lock:
        rows, entry, unheard = _derive(project, layer_id, method, dry_run, discard_edits, quiet, lock)
    if as_json:
        names = {why: [report.id for report in told] for why, told in unheard.items()}
        print_json({"rows": rows, "written": not dry_run, "unheard": names})
    elif not quiet:
        say(*_unheard_lines(unheard), err=True)
        for row in rows:
            say(*_lines(row))
        if entry is not None:
            say(f"entry {entry.id} of the journal", err=True)


def _tell_evaluation(project: Path, method: Method, keep: bool, quiet: bool, as_json: bool) -> None:
    """Print what became of the trials, by how much was left out, and keep it if asked to."""
    from controlmap.cli.progress import steps
    from controlmap.derive import evaluate_folder

    with steps(quiet) as step:
        step("Leaving out reports, one after the other", is_long=True)
        evaluations = evaluate_folder(project, method=method, keep=keep)
    if as_json:
        print_json({"method": method, "rows": [one.model_dump() for one in evaluations], "written": keep})
        return
    for one in evaluations:
        left_out = f"all within {one.left_out_km:g} km" if one.left_out_km else "the place's own"
        say(f"Without {left_out}: {counted(one.trials, 'report')} of a change")
        if one.right and one.day:
            say(f"  holder before and after as reported: {_shown(one.right)}")
            say(f"  change within a day of when it was reported: {_shown(one.day)}")
        for found_in in one.calibration:
            said = f"stated {found_in.low:.2f} to {found_in.high:.2f}"
            say(f"  {said}: holder right in {found_in.right:.2f} of {found_in.answers}")


def _shown(share: Share) -> str:
    return f"{share.value:.2f} (95 %: {share.low:.2f} to {share.high:.2f})"


def _lines(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is said of a layer: how many states, and after a dry run what it would lose and gain."""
    if "moved" not in row:
        yield f"{row['layer']}: {counted(row['states'], 'state')}"
        return
    counts = [f"{number} {kind}" for kind, number in row["features"].items() if number]
    said = ", ".join(counts) or "all as they are"
    yield f"{row['layer']}: {counted(row['states'], 'state')} (not written), {said}"
    yield from moved_in_brief(row["moved"])


_UNHEARD: dict[Unheard, str] = {
    "no point": "on places without lon and lat",
    "far off": "on places more than 1,000 km beyond the ground",
    "label": "on roads, areas, or labels at another place's point",
}


def _unheard_lines(unheard: Mapping[Unheard, Sequence[Report]]) -> Iterator[str]:
    """Yield how many reports the areas are drawn without, by why, and which."""
    for why, reports in unheard.items():
        named = first_of([report.id for report in reports], _NAMED)
        yield f"{counted(len(reports), 'report')} not used, {_UNHEARD[why]}: {named}"


def _derive(
    project: Path,
    layer_id: str | None,
    method: Method,
    dry_run: bool,
    discard_edits: bool,
    quiet: bool,
    lock: Lock | None,
) -> tuple[list[dict[str, Any]], Entry | None, dict[Unheard, list[Report]]]:
    """Return what is said of each layer, the entry of the journal if files change, and what is unheard."""
    from controlmap.cli.progress import steps
    from controlmap.derive import derive_project, layers_asked, open_to_derive, unheard_reports
    from controlmap.edit import refuse_lost_edits, replaced

    with steps(quiet) as step:
        step("Reading")
        found = open_to_derive(project, held=lock)
        if not discard_edits:
            refuse_lost_edits(found, [layer.id for layer in layers_asked(found, layer_id)])
        is_long = method == "kriging" and len(found.places) >= _MANY
        step(f"Sharing out the ground among {counted(len(found.places), 'place')}", is_long=is_long)
        states, unheard = derive_project(found, layer_id, method=method), unheard_reports(found)
        if dry_run:
            step("Comparing", is_long=is_long)
            _write(found, states, lock, dry_run=True)
            return [one.to_json() for one in replaced(found, states)], None, unheard
        step("Writing", is_long=is_long)
        rows = [{"layer": layer, "states": len(drawn)} for layer, drawn in states.items()]
        return rows, _write(found, states, lock), unheard


def _write(
    project: Project, states: dict[str, list[ControlState]], lock: Lock | None, *, dry_run: bool = False
) -> Entry | None:
    """Write the layers as one edit; a dry run refuses what would be refused."""
    from controlmap.derive import derived_files
    from controlmap.edit import write_derived
    from controlmap.model import Note

    note, files = Note("derive", user()), derived_files(project, states)
    return write_derived(project, files, note, held=lock, dry_run=dry_run)
