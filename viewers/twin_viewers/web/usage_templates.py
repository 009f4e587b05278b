"""What the panel of usage looks like."""

from __future__ import annotations

from typing import Final

__all__ = ["PANEL", "WIDE"]


def _table(template: str, state: str, name: str) -> str:
    """Return the template of a table for one of both tables."""
    return template.replace("TABLE", state).replace("NAME", name)


_FIELD: Final = """
<div class="twin-field">
  <label :for="'usage-' + field.name">{{ field.label }}<span v-if="field.unit"> [{{ field.unit }}]</span></label>
  <select v-if="field.sort === 'choice'" :id="'usage-' + field.name" class="twin-select"
          :value="usage_answers[field.name]"
          @change="usage_answers = {...usage_answers, [field.name]: $event.target.value}">
    <option v-for="one in field.choices" :key="one.value" :value="one.value">{{ one.text }}</option></select>
  <div v-else class="twin-usage-pick"><input :id="'usage-' + field.name" class="twin-input"
      :inputmode="field.sort === 'number' ? 'decimal' : 'text'" :placeholder="field.default"
      :value="usage_answers[field.name]" :aria-describedby="'usage-about-' + field.name"
      :aria-invalid="String(!!usage_wrong[field.name])"
      @input="usage_answers = {...usage_answers, [field.name]: $event.target.value}">
    <button v-if="field.picks" type="button" :aria-label="field.pick" :title="field.pick"
            :aria-pressed="String(usage_picking === field.name)" :class="{'twin-on': usage_picking === field.name}"
            @click="trigger('usage_pick', [field.name, usage_answers])">
      <i class="mdi mdi-crosshairs-gps" aria-hidden="true"></i></button></div>
  <p v-if="usage_wrong[field.name]" class="twin-wrong" role="alert">{{ usage_wrong[field.name] }}</p>
  <p :id="'usage-about-' + field.name" class="twin-note">{{ field.about }} {{ field.bounds }}
    <small v-if="field.source">{{ field.source }}</small></p></div>
"""

_CELLS: Final = """
<tr v-for="(line, at) in TABLE.rows" :key="at"
    :class="{'twin-usage-on': line.row === usage_chosen}"
    :data-row="line.row">
  <td v-for="(cell, place) in line.cells" :key="place" :class="{'twin-number': TABLE.columns[place].is_number}">
    <span v-if="!place && line.colour" class="twin-usage-dot" :style="{background: line.colour}"></span>
    <button v-if="!place && line.row !== null" type="button" class="twin-link"
            @click="trigger('usage_choose', [line.row])">{{ cell }}</button>
    <span v-else>{{ cell }}</span></td></tr>
"""

_HEAD: Final = """
<thead><tr><th v-for="one in TABLE.columns" :key="one.name" scope="col" :class="{'twin-number': one.is_number}"
  :aria-sort="TABLE.sort === one.name ? (TABLE.descending ? 'descending' : 'ascending') : 'none'"
  :title="one.about">
  <button type="button" class="twin-usage-sort" @click="trigger('usage_sort', ['NAME', one.name])">{{ one.heading }}
    <i v-if="TABLE.sort === one.name" class="mdi" aria-hidden="true"
       :class="TABLE.descending ? 'mdi-menu-down' : 'mdi-menu-up'"></i></button></th></tr></thead>
"""

_ASK: Final = """
<div class="twin-field"><label for="usage-measure">{{ usage_t.measure }}</label>
  <select id="usage-measure" class="twin-select" :value="usage_measure"
          @change="trigger('usage_choose_measure', [$event.target.value])">
    <option value="" disabled>{{ t.choose }}</option>
    <optgroup v-for="group in usage_groups" :key="group.title" :label="group.title">
      <option v-for="one in group.measures" :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
  </select>
  <p class="twin-note" v-if="usage_form">{{ usage_form.about }}. <i>{{ usage_form.status }}</i></p>
  <p class="twin-note" v-else>{{ usage_t.about }}</p></div>
<p v-for="one in usage_problems" :key="one" class="twin-wrong">{{ one }}</p>
<details class="twin-usage-ask" v-if="usage_form" :open="usage_asking"
         @toggle="usage_asking = $event.target.open"><summary>{{ usage_t.ask }}</summary>
<form class="twin-form" @submit.prevent="trigger('usage_run', [usage_answers, usage_while, usage_compare])">
  <template v-for="field in usage_form.fields.filter((one) => !one.is_rare)" :key="field.name">FIELD</template>
  <details v-if="usage_form.fields.some((one) => one.is_rare)" class="twin-fold">
    <summary>{{ usage_t.more_settings }}</summary>
    <template v-for="field in usage_form.fields.filter((one) => one.is_rare)" :key="field.name">FIELD</template>
  </details>
  <div class="twin-field"><label for="usage-while">{{ usage_t.while }}</label>
    <select id="usage-while" class="twin-select" :value="usage_while" @change="usage_while = $event.target.value">
      <option v-for="one in usage_whiles" :key="one.value" :value="one.value">{{ one.text }}</option></select></div>
  <label class="twin-check"><input type="checkbox" id="usage-compare" :checked="usage_compare"
    @change="usage_compare = $event.target.checked"> {{ usage_t.compare }}</label>
  <div class="twin-row" v-if="usage_progress === null">
    <v-btn id="usage-run" type="submit" color="primary"
      prepend-icon="mdi-chart-box-outline">{{ usage_t.run }}</v-btn>
  </div>
</form></details>
<div v-if="usage_progress !== null" class="twin-progress" role="status"><v-progress-linear
  :model-value="100 * usage_progress.share" color="primary" height="6" :aria-label="t.working"></v-progress-linear>
  <p class="twin-note">{{ usage_progress.text }}
    <button type="button" class="twin-link" id="usage-cancel" @click="trigger('usage_cancel')">{{ t.cancel }}</button>
  </p></div>
"""

_SHOW: Final = """
<div v-if="usage_answer.colours.length" class="twin-field"><label for="usage-colour">{{ t.coloured_by }}</label>
  <select id="usage-colour" class="twin-select" :value="usage_on ? usage_colour : ''"
          @change="trigger('usage_paint', [$event.target.value])">
    <option value="">{{ usage_t.not_shown }}</option>
    <option v-for="one in usage_answer.colours" :key="one.value" :value="one.value">{{ one.text }}</option></select>
</div>
<div v-if="usage_hours && usage_on && usage_colour === 'hours'" class="twin-field" role="group"
     :aria-label="usage_t.hour">
  <label v-if="usage_hours.days.length" for="usage-day">{{ usage_t.day }}</label>
  <select v-if="usage_hours.days.length" id="usage-day" class="twin-select" :value="usage_hours.day"
          @change="trigger('usage_day', [$event.target.value])">
    <option v-for="one in usage_hours.days" :key="one.value" :value="one.value">{{ one.text }}</option></select>
  <div class="twin-usage-hour"><twin-slider act="usage_hour" :value="usage_hours.hour" :low="usage_hours.low"
      :max="usage_hours.high" :step="1" :label="usage_t.hour" :text="usage_hours.text"></twin-slider>
    <output id="usage-now">{{ usage_hours.text }}</output></div></div>
"""

_ANSWER: Final = """
<section v-if="usage_answer" id="usage-answer" :aria-label="usage_t.answer" aria-live="polite">
  <p v-if="usage_answer.doubt" class="twin-usage-doubt">{{ usage_answer.doubt }}</p>
  <p class="twin-usage-said" :class="{'twin-usage-none': !usage_answer.has_rows}"
     id="usage-said">{{ usage_answer.said }}</p>
  <p v-if="usage_answer.reason" class="twin-note">{{ usage_answer.reason }}</p>
  <p v-if="usage_answer.conditions" class="twin-note"><b>{{ usage_t.while }}</b>{{ t.colon }}
    {{ usage_answer.conditions }}</p>
  <p v-if="usage_answer.usual" class="twin-note" id="usage-usual"><b>{{ usage_t.usual }}</b>{{ t.colon }}
    {{ usage_answer.usual }}</p>
  SHOW
  <div v-if="usage_table && usage_table.columns.length"><h3>{{ usage_table.title }}</h3>
    <div class="twin-usage-rows" tabindex="0" role="region" :aria-label="usage_table.title"><table class="twin-table"
      id="usage-table">SHORT_HEAD<tbody>
      SHORT_CELLS</tbody></table></div>
    <div class="twin-row"><span class="twin-usage-more">{{ usage_table.more }}</span>
      <v-btn size="small" variant="tonal" class="twin-end" prepend-icon="mdi-table" id="usage-open-wide"
             @click="trigger('usage_widen', [!usage_wide_open])">{{ usage_t.all_columns }}</v-btn></div></div>
  <div v-if="usage_plots.length" class="twin-usage-plots">
    <figure v-for="(one, at) in usage_plots" :key="at"><figcaption>{{ one.title }}</figcaption>
      <button type="button" :aria-label="usage_t.enlarge + t.colon + one.title" @click="trigger('usage_enlarge', [at])">
        <img v-if="one.image" :src="one.image" :alt="one.told">
        <span v-else class="twin-note">{{ usage_t.drawing }}</span>
      </button></figure></div>
  <div v-if="usage_answer.notes.length || usage_answer.withheld.length"><h3>{{ usage_t.notes }}</h3>
    <p v-for="one in usage_answer.withheld" :key="one" class="twin-note twin-usage-withheld">{{ one }}</p>
    <p v-for="one in usage_answer.notes" :key="one" class="twin-note">{{ one }}</p></div>
  <div class="twin-row"><v-btn v-for="one in ['csv', 'xlsx', 'png']" :key="one" size="small" variant="tonal"
    prepend-icon="mdi-download" :disabled="!usage_answer.has_rows" :id="'usage-save-' + one"
    @click="trigger('usage_save', [one])">{{ usage_t['save_' + one] }}</v-btn></div>
  <details class="twin-fold"><summary>{{ usage_t.sources }}</summary>
    <ul><li v-for="one in usage_form.references" :key="one"><small>{{ one }}</small></li></ul></details>
</section>
<v-dialog v-model="usage_large_open" max-width="1000"><div class="twin-usage-large" role="document">
  <img v-if="usage_large" :src="usage_large.image" :alt="usage_large.told">
  <div class="twin-row"><v-btn variant="tonal" @click="usage_large_open = false">{{ t.close }}</v-btn></div></div>
</v-dialog>
"""

PANEL: Final = (
    (_ASK + _ANSWER)
    .replace("FIELD", _FIELD)
    .replace("SHOW", _SHOW)
    .replace("SHORT_HEAD", _table(_HEAD, "usage_table", "short"))
    .replace("SHORT_CELLS", _table(_CELLS, "usage_table", "short"))
)

_WIDE: Final = """
<section v-if="usage_wide_open && usage_answer && usage_wide" class="twin-usage-wide" id="usage-wide"
         :aria-label="usage_t.all_columns">
  <header><b>{{ usage_form && usage_form.label }}</b>
    <select class="twin-select" :aria-label="usage_t.table" :value="usage_wide.name"
            @change="trigger('usage_tabulate', [$event.target.value])">
      <option v-for="one in usage_answer.tables" :key="one.value" :value="one.value">{{ one.text }}</option></select>
    <span class="twin-usage-more">{{ usage_wide.more }}</span>
    <v-btn class="twin-end" icon="mdi-close" size="small" variant="text" :aria-label="t.close" :title="t.close"
           @click="trigger('usage_widen', [false])"></v-btn></header>
  <div class="twin-usage-scroll" tabindex="0" role="region" :aria-label="usage_wide.title"><table class="twin-table">
    WIDE_HEAD<tbody>WIDE_CELLS</tbody></table></div>
</section>
"""

WIDE: Final = _WIDE.replace("WIDE_HEAD", _table(_HEAD, "usage_wide", "wide")).replace(
    "WIDE_CELLS", _table(_CELLS, "usage_wide", "wide")
)
