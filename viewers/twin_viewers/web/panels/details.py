"""What is known of what is chosen: where it is, its facts, what feeds it, whom it serves, and how one knows."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from twin_viewers.web.panels import Panel, Place
from twin_viewers.window.details import Details, details
from twin_viewers.window.links import Link
from twin_viewers.window.naming import label_of
from twin_viewers.window.trace import Direction
from twin_viewers.window.values import Fact

__all__ = ["DetailsPanel"]

_TEMPLATE = """
<div class="twin-details" v-if="details_thing">
  <header><i class="mdi twin-sort" :class="'mdi-' + details_thing.icon" aria-hidden="true"></i>
    <div><h2 id="twin-thing" :data-id="details_thing.id">{{ details_thing.title }}</h2>
      <p class="twin-note">{{ details_thing.subtitle }}</p></div>
    <v-btn icon="mdi-close" variant="text" size="x-small" :aria-label="t.close" :title="t.close"
           @click="trigger('details_close')"></v-btn></header>
  <nav class="twin-place" :aria-label="t.place"><template v-for="(one, at) in details_thing.place" :key="one.row">
    <span v-if="at" aria-hidden="true"> › </span>
    <button type="button" class="twin-link" @click="trigger('details_go', [one.row])">{{ one.label }}</button>
  </template></nav>
  <div class="twin-row">
    <v-btn v-for="one in details_acts" :key="one.act" size="small" variant="tonal" :prepend-icon="'mdi-' + one.icon"
           @click="trigger('page_key', [one.act])">{{ one.text }}</v-btn></div>
  <div class="twin-row"><v-btn v-for="(one, at) in ['from', 'to']" :key="one" size="small" variant="text"
    :prepend-icon="at ? 'mdi-map-marker-outline' : 'mdi-walk'" @click="trigger('walk_take', [at])">
    {{ t['walk_' + one] }}</v-btn></div>
  <div class="twin-row" v-if="details_thing.takes_part"><v-btn v-for="one in ['upstream', 'downstream']" :key="one"
    size="small" variant="text" :prepend-icon="one === 'upstream' ? 'mdi-transit-connection-variant' : 'mdi-call-split'"
    :aria-pressed="String(details_traced === one)" :class="{'twin-on': details_traced === one}"
    @click="trigger('details_trace', [one])">{{ t['trace_' + one] }}</v-btn></div>
  <section v-if="details_thing.served.length" id="twin-served"><h3>{{ t.serves }}</h3>
    <details v-for="one in details_thing.served" :key="one.service" class="twin-fold"><summary>{{ one.text }}</summary>
      <ul class="twin-list"><li v-for="row in one.places" :key="row.row"><button type="button" class="twin-link"
        :data-row="row.row" @click="trigger('details_go', [row.row])">{{ row.label }}</button></li></ul></details>
  </section>
  <section v-for="chain in details_thing.chains" :key="chain.service"><h3>{{ chain.text }}</h3>
    <ol class="twin-chain"><li v-for="step in chain.steps" :key="step.row"><button type="button" class="twin-link"
      @click="trigger('details_go', [step.row])">{{ step.label }}</button>
      <span class="twin-chip" :class="'twin-' + step.provenance">{{ step.how }}</span></li></ol></section>
  <section v-for="section in details_thing.sections" :key="section.key"><h3>{{ section.title }}</h3>
    <dl class="twin-facts"><template v-for="(fact, at) in section.facts" :key="at"><dt>{{ fact.name }}</dt>
      <dd :class="{'twin-unknown': fact.unknown}" :title="fact.why">
        <button v-if="fact.row >= 0" type="button" class="twin-link" @click="trigger('details_go', [fact.row])">
          {{ fact.text }}</button>
        <template v-else>{{ fact.text }}</template></dd></template></dl></section>
  <section v-for="group in details_thing.groups" :key="group.key" :id="'twin-group-' + group.key">
    <details class="twin-fold" :open="group.links.length <= 8"><summary>{{ group.title }}
      <small>{{ group.count }}</small></summary>
      <ul class="twin-list"><li v-for="link in group.links" :key="link.edge" :title="link.evidence">
        <span><button type="button" class="twin-link" :data-row="link.row"
          @click="trigger('details_go', [link.row])">{{ link.label }}</button><small v-if="link.note">
          {{ link.note }}</small></span>
        <span class="twin-chip" :class="'twin-' + link.provenance">{{ link.how }}</span></li></ul></details></section>
  <section v-if="details_thing.properties.length"><h3>{{ t.all_properties }}</h3>
    <details v-for="set in details_thing.properties" :key="set.name" class="twin-fold"><summary>{{ set.name }}</summary>
      <dl class="twin-facts"><template v-for="(fact, at) in set.facts" :key="at"><dt>{{ fact.name }}</dt>
        <dd>{{ fact.text }}</dd></template></dl></details></section>
</div>
"""

_ACTS = (("fit", "image-filter-center-focus"), ("isolate", "eye-outline"), ("hide", "eye-off-outline"))


class DetailsPanel(Panel):
    """What is known of what is chosen."""

    name: ClassVar[str] = "details"
    order: ClassVar[int] = 20
    place: ClassVar[Place] = "right"

    def start(self) -> None:
        """Show what is chosen, and each other thing that is."""
        self.put(thing=None, open=False, acts=[], traced="")
        self.act("close", lambda: self.session.select(None))
        self.act("go", self.session.go_to)
        self.act("trace", self.trace)
        self.session.on("look", self._show_trace)
        for event in ("selected", "language"):
            self.session.on(event, self._show)

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    def trace(self, direction: Direction) -> None:
        """Colour what feeds the thing, or what it feeds; as before if that is shown already."""
        self.session.trace(None if self.server.state.details_traced == direction else direction)

    def _show_trace(self) -> None:
        found = self.session.traced
        self.put(traced="" if found is None else found.direction)

    def _show(self) -> None:
        row, words = self.session.selected, self.session.words
        self.put(acts=[{"act": act, "icon": icon, "text": words(f"window.act_{act}")} for act, icon in _ACTS])
        self.put(thing=None if row is None else self._thing(row), open=row is not None)

    def _thing(self, row: int) -> dict[str, Any]:
        twin, words = self.session.twin, self.session.words
        known = details(twin, row, language=words.language, today=date.today())
        return {
            "id": known.id,
            "title": known.title,
            "subtitle": known.subtitle,
            "icon": known.icon,
            "place": [{"row": one.row, "label": one.label} for one in known.place],
            "sections": [
                {"key": one.key, "title": one.title, "facts": [self._fact(fact) for fact in one.facts]}
                for one in known.sections
            ],
            "properties": [
                {"name": one.name, "facts": [self._fact(fact) for fact in one.facts]} for one in known.properties
            ],
            "groups": [
                {
                    "key": one.key,
                    "title": one.title,
                    "count": words.number(one.count),
                    "links": [self._link(link) for link in one.links],
                }
                for one in known.groups
            ],
            "takes_part": known.takes_part,
            "served": self._served(known),
            "chains": self._chains(known),
        }

    def _fact(self, fact: Fact) -> dict[str, Any]:
        words = self.session.words
        why = " · ".join(
            part for part in (words("window.origin_" + fact.origin.replace(" ", "_")), fact.method) if part
        )
        text = f"{fact.text} ({words('provenance.assumed')})" if fact.origin == "inferred" else fact.text
        return {"name": fact.name, "text": text, "row": fact.row, "why": why, "unknown": not fact.is_known}

    def _link(self, link: Link) -> dict[str, Any]:
        return {
            "row": link.row,
            "edge": link.edge,
            "label": link.label,
            "note": link.note,
            "provenance": link.provenance,
            "how": self.session.words(f"provenance.{link.provenance}"),
            "evidence": link.evidence,
        }

    def _served(self, known: Details) -> list[dict[str, Any]]:
        """Return who has each service from the thing, with the number of them."""
        words, twin = self.session.words, self.session.twin
        told: list[dict[str, Any]] = []
        for one in known.served:
            homes = words.counted("window.dwellings", len(one.dwellings))
            rooms = words.counted("window.rooms", len(one.spaces))
            counts = " · ".join(text for text, rows in ((homes, one.dwellings), (rooms, one.spaces)) if rows)
            places = [
                {"row": row, "label": label_of(twin, row, language=words.language)}
                for row in (*one.dwellings, *one.spaces)
            ]
            service = words.service(one.service)
            text = f"{service[:1].upper()}{service[1:]}{words('window.colon')}{counts}"
            told.append({"service": one.service, "text": text, "places": places})
        return told

    def _chains(self, known: Details) -> list[dict[str, Any]]:
        """Return where the thing has each service from."""
        words, twin = self.session.words, self.session.twin
        return [
            {
                "service": chain.service,
                "text": words("window.comes_from", service=words.service(chain.service)),
                "steps": [
                    {
                        "row": step.row,
                        "label": label_of(twin, step.row, language=words.language),
                        "provenance": step.provenance,
                        "how": words.find("provenance", step.provenance) or "",
                    }
                    for step in chain.steps
                ],
            }
            for chain in known.chains
        ]
