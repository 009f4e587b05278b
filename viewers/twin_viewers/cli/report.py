"""Write what came of a run as one page to read, or as a sheet for the caretaker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["run"]


def run(
    run: Path,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    sheet: bool = False,
    estate: Path | None = None,
    lang: str = "en",
) -> None:
    """Write what came of a run as one page to read, or as a sheet for the caretaker.

    The page is one HTML file that opens without a network and prints on A4.

    Parameters
    ----------
    run
        Folder of the run, as twin simulate writes it.
    output
        Page to write, .html.
    sheet
        Write one A4 page for the caretaker: what to close or switch, where it is, who loses what, whom to ring first.
    estate
        The twin that it was run on; without it, it is looked for in the folder of the run, above it and here.
    lang
        Language of the page, en or fr.
    """
    from twin.cli.output import print_message
    from twin.simulation.run_folder import open_run
    from twin.store.load import load
    from twin_viewers.report.account import Account, estate_of
    from twin_viewers.report.page import report
    from twin_viewers.report.sheet import sheet as sheet_of
    from twin_viewers.report.write import write_page
    from twin_viewers.words import words_in

    words, found = words_in(lang), open_run(run)
    account = Account(found, load(estate) if estate else estate_of(found, run))
    write_page((sheet_of if sheet else report)(account, words), output)
    print_message(f"{output}: {output.stat().st_size / 1e6:.1f} MB")
