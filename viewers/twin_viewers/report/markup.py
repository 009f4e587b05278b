"""Builds HTML and SVG as a tree, so that whatever a thing is called stays text."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, tostring

__all__ = ["Child", "Element", "el", "page_text"]

Child = Element | str | None

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def el(tag: str, *children: Child, **attributes: object) -> Element:
    """Return an element with its children in order; None is left out.

    Parameters
    ----------
    tag : name of the element
    children : elements and texts
    attributes : by name, ``_`` for ``-``, a trailing ``_`` where the name is a Python keyword; None is left out

    Examples
    --------
    >>> tostring(el("p", "1 < ", el("b", "2"), class_="sum"), encoding="unicode")
    '<p class="sum">1 &lt; <b>2</b></p>'
    """
    named = {
        name.rstrip("_").replace("_", "-"): _clean(str(one)) for name, one in attributes.items() if one is not None
    }
    element = Element(tag, named)
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif child is not None:
            text = _clean(child)
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
    return element


def page_text(root: Element) -> str:
    """Return the text of a whole page."""
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def _clean(text: str) -> str:
    """Return a text without characters that no page may hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
