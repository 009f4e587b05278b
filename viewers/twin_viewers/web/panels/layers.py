"""What the picture shows and how it is coloured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Final

from twin_viewers.look import SOLID
from twin_viewers.web.panels import Panel
from twin_viewers.web.visibility import Section, kinds_of, manner_of, storeys_of
from twin_viewers.window.layers import layers_of

__all__ = ["LayersPanel"]

_TEMPLATE = """
<div class="twin-field"><label for="layers-colour">{{ t.coloured_by }}</label>
  <select id="layers-colour" class="twin-select" :value="layers_colour"
          @change="trigger('layers_paint', [$event.target.value])">
    <optgroup v-for="group in layers_groups" :key="group.title" :label="group.title">
      <option v-for="one in group.layers" :key="one.key" :value="one.key">{{ one.title }}</option></optgroup></select>
  <p class="twin-note">{{ layers_about }}</p>
  <button type="button" class="twin-link" id="layers-usage" @click="trigger('page_panel', ['usage'])">
    {{ t.coloured_by_use }}</button></div>
<div class="twin-field"><span class="twin-label" id="layers-manner">{{ t.manner }}</span>
  <div class="twin-switch" role="group" aria-labelledby="layers-manner">
    <button v-for="one in ['solid', 'xray']" :key="one" type="button" :aria-pressed="String(layers_manner === one)"
            :class="{'twin-on': layers_manner === one}" @click="trigger('layers_see', [one])">{{ t['manner_' + one] }}
    </button></div></div>
<div class="twin-field"><label for="layers-storey">{{ t.storey }}</label>
  <select id="layers-storey" class="twin-select" :value="layers_storey"
          @change="trigger('layers_look_into', [$event.target.value])">
    <option value="">{{ t.all_storeys }}</option>
    <option v-for="one in layers_storeys" :key="one.id" :value="one.id">{{ one.name }}</option></select></div>
<div class="twin-field"><label for="layers-across">{{ t.section }}</label>
  <select id="layers-across" class="twin-select" :value="layers_across"
          @change="trigger('layers_cut', [$event.target.value])">
    <option value="">{{ t.section_none }}</option>
    <option v-for="one in ['level', 'east', 'north']" :key="one" :value="one">{{ t['section_' + one] }}</option>
  </select>
  <twin-slider v-if="layers_across" act="layers_cut_at" :value="layers_share" :max="100" :step="1" :label="t.section"
               :text="layers_share + ' %'"></twin-slider></div>
<div class="twin-field"><span class="twin-label">{{ t.explode }}: {{ layers_gap_text }}</span>
  <twin-slider act="layers_lift" :value="layers_gap" :max="12" :step="0.5" :label="t.explode" :text="layers_gap_text">
  </twin-slider></div>
<div class="twin-field"><span class="twin-label" id="layers-light">{{ t.light }}</span>
  <div class="twin-switch" role="group" aria-labelledby="layers-light">
    <button v-for="one in ['day', 'night']" :key="one" type="button" :aria-pressed="String(layers_light === one)"
            :class="{'twin-on': layers_light === one}" @click="trigger('layers_shine', [one])">{{ t['light_' + one] }}
    </button></div></div>
<div class="twin-field"><label for="layers-drawn">{{ t.drawn_by }}</label>
  <select id="layers-drawn" class="twin-select" :value="local_mode"
          @change="trigger('local_choose', [$event.target.value])">
    <option v-for="one in ['auto', 'browser', 'server']" :key="one" :value="one">{{ t['drawn_by_' + one] }}</option>
  </select><p class="twin-note" id="layers-drawn-told">{{ local_told }}</p></div>
<div class="twin-row"><v-btn size="small" variant="tonal" prepend-icon="mdi-eye-outline"
  @click="trigger('page_key', ['all'])">{{ t.show_all }}</v-btn></div>
<details class="twin-fold twin-kinds"><summary>{{ t.kinds_shown }}</summary>
  <div class="twin-checks"><label v-for="one in layers_kinds" :key="one.name"><input type="checkbox"
    :checked="one.shown" @change="trigger('layers_kind', [one.name, $event.target.checked])">{{ one.text }}</label>
  </div></details>
"""

_WHOLE: Final = 100.0


class LayersPanel(Panel):
    """What the picture shows, and how it is coloured."""

    name: ClassVar[str] = "layers"
    icon: ClassVar[str] = "layers-outline"
    order: ClassVar[int] = 20

    def start(self) -> None:
        """Say what is shown, and each time that it changes."""
        self._hidden: set[str] = set()
        for act in (self.paint, self.see, self.look_into, self.kind, self.cut, self.cut_at, self.lift, self.shine):
            self.act(act.__name__, act)
        for event in ("look", "language"):
            self.session.on(event, self._show)
        self._show()

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    def paint(self, key: str) -> None:
        """Colour by another thing."""
        self.session.colour_by(key)

    def see(self, manner: str) -> None:
        """Look from outside, or through the walls."""
        look = self.session.look
        self.session.show(replace(look, manner=manner, storey=None if manner == SOLID else look.storey))

    def look_into(self, storey: str) -> None:
        """Look into a storey from above; with an empty id at the whole again."""
        manner = "" if storey else self.session.look.manner
        self.session.show(replace(self.session.look, storey=storey or None, manner=manner))

    def kind(self, name: str, shown: bool) -> None:
        """Show things of a kind, or show them no longer."""
        hidden = self._hidden - {name} if shown else self._hidden | {name}
        left = tuple(one for one in kinds_of(self.session.twin) if one not in hidden)
        look = self.session.look
        manner = "" if look.storey else manner_of(look, sunny=self.session.stage.scene.sunny)
        self.session.show(replace(look, only=left if hidden else (), manner=manner))
        self._hidden = hidden
        self._show()

    def cut(self, across: str) -> None:
        """Cut the estate in a direction; without one not at all."""
        self._see(section=Section(across, 0.5) if across else None)

    def cut_at(self, percent: float) -> None:
        """Shift the plane that cuts the estate.

        Parameters
        ----------
        percent : where it is between the ends of the estate [%]
        """
        if (section := self.session.visibility.section) is not None:
            self._see(section=replace(section, share=percent / _WHOLE))

    def lift(self, gap_m: float) -> None:
        """Draw storeys apart."""
        self._see(gap_m=gap_m)

    def shine(self, light: str) -> None:
        """Show day or night."""
        self._see(light=light)

    def _see(self, **changes: Any) -> None:
        self.session.see(replace(self.session.visibility, **changes))

    def _show(self) -> None:
        words, look, seen = self.session.words, self.session.look, self.session.visibility
        manner = manner_of(look, sunny=self.session.stage.scene.sunny)
        shown = {one: one not in self._hidden for one in kinds_of(self.session.twin)}
        self.put(
            manner=manner,
            storey=look.storey or "",
            storeys=[{"id": key, "name": name} for key, name in storeys_of(self.session.twin, language=words.language)],
            kinds=[
                {"name": name, "text": words.find("kinds", name) or name, "shown": on} for name, on in shown.items()
            ],
            across=seen.section.across if seen.section else "",
            share=round(_WHOLE * seen.section.share) if seen.section else 50,
            gap=seen.gap_m,
            gap_text=f"{words.number(seen.gap_m)}\N{NO-BREAK SPACE}m",
            light=seen.light,
        )
        self._show_layers()

    def _show_layers(self) -> None:
        words, chosen = self.session.words, self.session.look.colour_by
        groups: dict[str, list[dict[str, str]]] = {}
        about = ""
        for one in layers_of(self.session.twin, language=words.language):
            groups.setdefault(one.group_label, []).append({"key": one.key, "title": one.label})
            if one.key == chosen:
                about = words.counted("window.known_of", one.known)
        listed = [{"title": title, "layers": layers} for title, layers in groups.items()]
        self.put(colour=chosen, about=about, groups=listed)
