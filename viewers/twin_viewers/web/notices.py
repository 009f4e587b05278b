"""The small pages of the gateway itself: why a door is shut, and what to do."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from twin_viewers.words import LANGUAGES, words_in

if TYPE_CHECKING:
    from aiohttp import web

__all__ = ["language_of", "notice"]

_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 }}
main {{ max-width: 34rem; padding: 1.5rem }}
h1 {{ font-size: 1.5rem; line-height: 1.2 }}
a {{ display: inline-block; padding: .6rem 1.1rem; border: 2px solid; border-radius: .5rem; color: inherit }}
</style></head>
<body><main><h1>{title}</h1><p>{text}</p>{link}</main></body></html>
"""


def language_of(accepted: str, *, chosen: str | None = None) -> str:
    """Return the language for a reader.

    Parameters
    ----------
    accepted : value of the header Accept-Language
    chosen : language that was chosen when the gateway was opened; None if none was

    Examples
    --------
    >>> language_of("de;q=0.9, fr-CA;q=0.8, en;q=0.1"), language_of("de")
    ('fr', 'en')
    """
    if chosen is not None:
        return chosen
    wanted = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        share = float(quality) if quality.replace(".", "", 1).isdecimal() else float(not quality)
        wanted.append((-share, place, tag.split("-")[0].lower()))
    return next((tag for share, _, tag in sorted(wanted) if share and tag in LANGUAGES), LANGUAGES[0])


def notice(name: str, *, status: int, language: str, again: bool = False, **values: object) -> web.Response:
    """Return a page that says one thing in plain words.

    Parameters
    ----------
    name : what it says, in the section ``gateway`` of the words
    status : HTTP status
    language : language of the reader
    again : whether it offers to open a new view
    values : what is filled into the text
    """
    from aiohttp import web

    words = words_in(language)
    link = f'<p><a href="/">{html.escape(words("gateway.again"))}</a></p>' if again else ""
    page = _PAGE.format(
        language=language,
        title=html.escape(words(f"gateway.{name}_title")),
        text=html.escape(words(f"gateway.{name}", **values)),
        link=link,
    )
    return web.Response(text=page, content_type="text/html", status=status)
