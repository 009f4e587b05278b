"""What of the networks is open, told so that someone can close it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twin.inference.network.direction import parts_of
from twin.inference.network.links import Links
from twin.inference.network.ports import coincident_ports, free_ports
from twin.inference.network.things import Things
from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.relations import Relation

__all__ = ["findings_of"]


def findings_of(things: Things, links: Links) -> list[Finding]:
    """Return what is open: ports, networks without a source or in pieces, terminals that nothing feeds."""
    return [
        *_open_ports(things),
        *(one for commodity in range(len(things.words.names)) for one in _parts(things, links, commodity)),
        *_systems(things, links),
        *_unfed(things, links),
    ]


def _open_ports(things: Things) -> Iterator[Finding]:
    """Give one finding for each thing that has ports which nothing joins."""
    nodes = things.twin.nodes
    free = np.setdiff1d(free_ports(things), coincident_ports(things)[1])
    owners, counts = np.unique(nodes["parent"][free], return_counts=True)
    ports = np.bincount(nodes["parent"][things.ports], minlength=nodes.length)
    for owner, count in zip(owners.tolist(), counts.tolist(), strict=True):
        yield _about(
            things,
            owner,
            "port-unconnected",
            f"{count} of the {ports[owner]} ports of this {nodes['ifc_class'][owner]} are joined to nothing",
            "Connect the port in the authoring tool, or close it with a cap if nothing is to follow.",
            severity=Severity.INFO,
        )


def _parts(things: Things, links: Links, commodity: int) -> Iterator[Finding]:
    """Give what is to be said of the networks of one commodity; heating counts as a whole."""
    family = things.words.family(commodity)
    on = (links.carried != 0) & (links.carried & ~family == 0)
    if family & ((1 << commodity) - 1) or not on.any():
        return
    rows = np.unique(np.concatenate((links.one[on], links.other[on])))
    word = "Heating" if family == things.words.heating else things.words.names[commodity].replace("_", " ").capitalize()
    part = parts_of(things, links, commodity)[rows]
    parts, sizes = np.unique(part, return_counts=True)
    if len(parts) > 1:
        listed = ", ".join(str(size) for size in sorted(sizes.tolist(), reverse=True)[:5])
        message = f"{word} is in {len(parts)} pieces, the largest of {listed} things"
        yield Finding("network-in-pieces", Severity.INFO, message, "Join what belongs together, or give a links file.")
    fed = np.isin(parts, part[things.rank(commodity)[rows] >= 0])
    drains = commodity in things.words.reversed and family.bit_count() == 1
    end = "where it goes to" if drains else "its source"
    for one, size in zip(parts[~fed].tolist(), sizes[~fed].tolist(), strict=True):
        first = min(rows[part == one].tolist(), key=lambda row: str(things.twin.nodes["id"][row]))
        message = f"{word}: of {size} linked things, this one among them, {end} is not in the model"
        remedy = "Model the meter, boiler, board or mains connection at its end, or name it in a links file."
        yield _about(things, first, "network-without-source", message, remedy)


def _systems(things: Things, links: Links) -> Iterator[Finding]:
    """Give the systems that name members, none of them linked, but nothing that feeds them."""
    system, member = things.memberships
    linked = np.concatenate((links.one, links.other))
    ranked = {place: things.rank(place) >= 0 for place in range(len(things.words.names))}
    for one in np.unique(system).tolist():
        members = member[(system == one) & things.is_equipment[member]]
        carried = int(things.of_system[one])
        fed = any(source[members].any() for place, source in ranked.items() if carried >> place & 1)
        if len(members) and carried and not fed and not np.isin(members, linked).any():
            words = " or ".join(_words(things, carried))
            message = f"This system of {len(members)} things has no source of {words} among them"
            yield _about(things, one, "system-without-source", message, "Add its source to the system.")


def _unfed(things: Things, links: Links) -> Iterator[Finding]:
    """Give the terminals that nothing feeds: one by one where there is a network of what they need, else in total."""
    reached = np.zeros(things.twin.nodes.length, int)
    for end in (links.one, links.other):
        np.bitwise_or.at(reached, end, things.words.widened(links.carried))
    available = int(np.bitwise_or.reduce(links.carried)) if len(links) else 0
    edges = things.twin.edges
    declared = edges["target"][edges["relation"] == Relation.FEEDS]
    waiting = things.equipment[(things.needs[things.equipment] != 0) & (things.needs & reached == 0)[things.equipment]]
    waiting = waiting[~np.isin(waiting, declared)]
    near = (things.needs[waiting] & available) != 0
    outdoors = things.twin.nodes["building"][waiting] < 0
    yield from _unfed_outdoors(things, waiting[outdoors])
    waiting, near = waiting[~outdoors], near[~outdoors]
    for row in waiting[near].tolist():
        needed = things.needs[row] & available
        words = " or ".join(_words(things, needed))
        message = f"Nothing feeds this {things.ifc_class[row]} with {words}"
        yield _about(things, row, "terminal-unfed", message, "Connect it in the authoring tool, or in a links file.")
    yield from _without_network(things, waiting[~near])


def _unfed_outdoors(things: Things, rows: Array) -> Iterator[Finding]:
    """Give what nothing feeds in public space, in total: no map shows the cables of a thousand lamps."""
    types, counts = np.unique(things.twin.nodes["object_type"][rows].astype(str), return_counts=True)
    for name, count in zip(types.tolist(), counts.tolist(), strict=True):
        message = f"{count} x {name or 'thing'} in public space of which nobody says what feeds it"
        remedy = "Name circuit and cabinet in the file, or give a links file, to know what goes dark together."
        yield Finding("outdoors-unfed", Severity.INFO, message, remedy)


def _without_network(things: Things, rows: Array) -> Iterator[Finding]:
    names, counts = np.unique(things.ifc_class[rows].astype(str), return_counts=True)
    for name, count in zip(names.tolist(), counts.tolist(), strict=True):
        first = rows[things.ifc_class[rows] == name][0]
        words = " or ".join(_words(things, int(things.needs[first])))
        yield Finding(
            "no-network",
            Severity.WARNING,
            f"{count} x {name} and no network of {words}: what feeds them cannot be known from the models",
            "Import the model of the services, give a links file, or assume networks with --assume-networks.",
        )


def _words(things: Things, carried: int) -> list[str]:
    return [name.replace("_", " ") for place, name in enumerate(things.words.names) if carried >> place & 1]


def _about(
    things: Things, row: int, code: str, message: str, remedy: str, *, severity: Severity = Severity.WARNING
) -> Finding:
    nodes = things.twin.nodes
    return Finding(code, severity, message, remedy, "", nodes["global_id"][row], nodes["name"][row])
