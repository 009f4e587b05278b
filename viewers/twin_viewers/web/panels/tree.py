"""The tree of the estate, opened where what is chosen stands."""

from __future__ import annotations

from typing import Any, ClassVar

from twin_viewers.web.panels import Panel
from twin_viewers.window import tree

__all__ = ["TreePanel"]

_TEMPLATE = """
<ul class="twin-tree" role="tree" :aria-label="t.tree">
  <li v-for="one in tree_entries" :key="one.key" role="treeitem" :aria-level="one.depth + 1"
      :aria-expanded="one.leads ? String(one.open) : undefined" :aria-selected="String(one.chosen)"
      :class="{'twin-on': one.chosen}" :style="{paddingLeft: (one.depth * 14) + 'px'}">
    <button v-if="one.leads" type="button" class="twin-twist" :aria-label="one.open ? t.close_entry : t.open_entry"
            @click="trigger('tree_turn', [one.key])">
      <i class="mdi" :class="one.open ? 'mdi-chevron-down' : 'mdi-chevron-right'" aria-hidden="true"></i></button>
    <span v-else class="twin-twist"></span>
    <button type="button" class="twin-entry" :title="one.label"
            @click="trigger(one.row < 0 ? 'tree_turn' : 'tree_choose', [one.key])">
      <i class="mdi" :class="'mdi-' + one.icon" aria-hidden="true"></i><span>{{ one.label }}</span>
      <small v-if="one.count">{{ one.count }}</small></button>
  </li>
</ul>
"""


class TreePanel(Panel):
    """The tree of the estate."""

    name: ClassVar[str] = "tree"
    icon: ClassVar[str] = "file-tree-outline"
    order: ClassVar[int] = 10

    def start(self) -> None:
        """Show the top of the tree, and follow what is chosen."""
        top = tree.children(self.session.twin)
        self._open = {one.key for one in top} if len(top) == 1 else set[str]()
        self.put(entries=[])
        self.act("turn", self.turn)
        self.act("choose", self.choose)
        self.session.on("selected", self._follow)
        self.session.on("language", self._show)
        self._show()

    def draw(self) -> str:
        """Return the template of the tree."""
        return _TEMPLATE

    def turn(self, key: str) -> None:
        """Open an entry, or close it."""
        self._open ^= {key}
        self._show()

    def choose(self, key: str) -> None:
        """Choose the thing of an entry, and come near to it."""
        row = next(one["row"] for one in self._entries() if one["key"] == key)
        self.session.go_to(row)

    def _follow(self) -> None:
        if self.session.selected is not None:
            self._open |= set(tree.path_to(self.session.twin, self.session.selected)[:-1])
        self._show()

    def _show(self) -> None:
        self.put(entries=self._entries())

    def _entries(self, parent: str | None = None, depth: int = 0) -> list[dict[str, Any]]:
        """Return the lines that are seen, from the top."""
        words, lines = self.session.words, list[dict[str, Any]]()
        for one in tree.children(self.session.twin, parent, language=words.language):
            is_open = one.key in self._open and one.has_children
            lines.append(
                {
                    "key": one.key,
                    "row": one.row,
                    "label": one.label,
                    "icon": one.icon,
                    "count": words.number(one.count) if one.count else "",
                    "depth": depth,
                    "leads": one.has_children,
                    "open": is_open,
                    "chosen": one.row >= 0 and one.row == self.session.selected,
                }
            )
            if is_open:
                lines += self._entries(one.key, depth + 1)
        return lines
