"""Make a large IFC model out of a small one: n copies side by side, each with identities of its own.

    python benchmarks/replicate.py SMALL.ifc LARGE.ifc --copies 45

Units, contexts and project are shared; everything else is written again with other #ids, other GlobalIds and a
placement moved along x. No shape is shared between copies that is not shared within one, so that neither side of a
comparison gains from the copying.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

SPACING_M = 60.0
GUID_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"
RECORD = re.compile(r"#(\d+)\s*=\s*([A-Z0-9_]+)\s*\((.*)\)\s*$", re.DOTALL)
SHARED = {
    "IFCPROJECT",
    "IFCUNITASSIGNMENT",
    "IFCSIUNIT",
    "IFCCONVERSIONBASEDUNIT",
    "IFCMEASUREWITHUNIT",
    "IFCDIMENSIONALEXPONENTS",
    "IFCDERIVEDUNIT",
    "IFCDERIVEDUNITELEMENT",
    "IFCMONETARYUNIT",
    "IFCGEOMETRICREPRESENTATIONCONTEXT",
    "IFCGEOMETRICREPRESENTATIONSUBCONTEXT",
    "IFCPROJECTEDCRS",
    "IFCMAPCONVERSION",
}
IDENTITY = re.compile(r"^'[0-3][0-9A-Za-z_$]{21}'")
STRINGS = re.compile(r"('(?:[^']|'')*')")


def replicate(text: str, copies: int) -> str:
    """Return a model with that many copies of the one in the text."""
    spacing = SPACING_M * (1000 if ".MILLI.,.METRE." in text else 1)
    head, _, rest = text.partition("DATA;")
    body, _, tail = rest.rpartition("ENDSEC;")
    records = [parsed for one in split_records(body) if (parsed := RECORD.match(one.strip()))]
    rows = [(int(one[1]), one[2], one[3]) for one in records]
    step = max(number for number, _, _ in rows) + 10
    shared = {number for number, keyword, _ in rows if keyword in SHARED}
    lines = [f"#{number}={keyword}({arguments});" for number, keyword, arguments in rows]
    for copy in range(1, copies):
        lines += place(copy, step, spacing)
        lines += [
            line
            for row in rows
            if row[0] not in shared
            for line in copied(row, (copy, copy * step, copy * spacing), shared)
        ]
    return f"{head}DATA;\n" + "\n".join(lines) + f"\nENDSEC;{tail}"


def split_records(body: str) -> list[str]:
    """Return the records of a DATA section, semicolons in strings left alone."""
    parts, record = STRINGS.split(body), [""]
    for place, part in enumerate(parts):
        first, *others = [part] if place % 2 else part.split(";")
        record[-1] += first
        record += others
    return record


def copied(row: tuple[int, str, str], copy: tuple[int, int, float], shared: set[int]) -> list[str]:
    """Return one record again, with other numbers; a placement in the world made relative to a new one."""
    number, keyword, arguments = row
    by = copy[1]

    def renumbered(text: str) -> str:
        return re.sub(r"#(\d+)", lambda one: one[0] if int(one[1]) in shared else f"#{int(one[1]) + by}", text)

    parts = STRINGS.split(arguments)
    told = "".join(part if place % 2 else renumbered(part) for place, part in enumerate(parts))
    if IDENTITY.match(told):
        told = f"'{identity(told[1:23], copy[0])}'" + told[24:]
    if keyword == "IFCLOCALPLACEMENT" and told.startswith("$"):
        place = f"#{by - 2}"  # the numbers just below those of the copy are free
        return [f"#{number + by}=IFCLOCALPLACEMENT({place}{told[1:]});"]
    return [f"#{number + by}={keyword}({told});"]


def place(copy: int, step: int, spacing: float) -> list[str]:
    """Return the placement that all of a copy stands on."""
    last = copy * step - 2
    return [
        f"#{last - 2}=IFCCARTESIANPOINT(({copy * spacing},0.,0.));",
        f"#{last - 1}=IFCAXIS2PLACEMENT3D(#{last - 2},$,$);",
        f"#{last}=IFCLOCALPLACEMENT($,#{last - 1});",
    ]


def identity(old: str, copy: int) -> str:
    """Return a GlobalId that is the same for the same thing and copy."""
    number = int.from_bytes(hashlib.blake2b(f"{old}{copy}".encode(), digest_size=16).digest(), "big")
    digits = []
    for _ in range(22):
        number, digit = divmod(number, 64)
        digits.append(GUID_DIGITS[digit])
    return GUID_DIGITS[GUID_DIGITS.index(digits[-1]) % 4] + "".join(digits[:-1])


def main() -> None:
    """Write the copies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--copies", type=int, default=10)
    arguments = parser.parse_args()
    text = arguments.small.read_text(encoding="latin-1")
    arguments.large.write_text(replicate(text, arguments.copies), encoding="latin-1")


if __name__ == "__main__":
    main()
