// What stands beside the picture. All texts come in as text, never as markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const byId = (name) => document.getElementById(name);
const MOST_FOUND = 40;

// Entries without a count are headings; one stands only where something below it does.
function fillLegend(entries, bar) {
  const kept = entries.filter((entry, at) => (entry.colour ? entry.count > 0 : entries.slice(at + 1).some((below) => below.indent && below.count > 0)));
  const locale = document.documentElement.lang;
  byId("legend").replaceChildren(...kept.map(({ label, count, colour, indent }) => (colour
    ? element("li", { class: indent ? "indent" : null }, element("i", { style: `background:${colour}` }), element("span", {}, label), element("span", {}, count.toLocaleString(locale)))
    : element("li", { class: "heading" }, label))));
  byId("bar").replaceChildren(...(bar ? [
    element("div", { class: "ramp", style: `background:linear-gradient(to right,${bar.colours.join(",")})` }),
    element("div", { class: "ends" }, element("span", {}, bar.low), element("span", {}, bar.high))] : []));
}

function fillCard(things, node, words, choose) {
  const card = byId("card");
  card.hidden = !node;
  if (!node) { card.replaceChildren(); return; }
  const go = (one) => element("button", { class: "link", type: "button", onclick: () => choose(one, true) }, things.name(one));
  const list = (heading, nodes) => {
    if (!nodes.length) return null;
    const shown = nodes.slice(0, 200).map((one) => element("li", {}, go(one), element("small", {}, things.noun(one))));
    return element("details", { open: nodes.length <= 4 }, element("summary", {}, `${heading} (${nodes.length})`), element("ul", {}, ...shown));
  };
  const home = [things.building(node), things.storey(node)].filter((one) => one && one !== node);
  const facts = things.facts(node);
  const rows = facts.filter((fact) => !fact.warns).flatMap((fact) => [element("dt", {}, fact.label), element("dd", {}, fact.value)]);
  const warned = facts.find((fact) => fact.warns);
  card.replaceChildren(...[
    element("button", { class: "close", type: "button", "aria-label": words.close, onclick: () => choose(0) }, "×"),
    element("h3", {}, things.name(node)),
    element("small", {}, [things.noun(node), ...home.map(things.name)].join(" · ")),
    rows.length ? element("dl", {}, ...rows) : null,
    warned ? element("p", { class: "warn" }, `${warned.label} ${warned.value}`) : null,
    list(words.part_of, things.groups(node)),
    list(words.holds, things.members(node)),
    list(words.fed_by, things.fedBy(node)),
    list(words.feeds, things.feeds(node)),
  ].filter(Boolean));
}

function listenToSearch(things, words, choose) {
  const input = byId("search");
  const list = byId("found");
  let found = [];
  let at = -1;
  const mark = (place) => {
    at = place;
    [...list.children].forEach((item, one) => item.setAttribute("aria-selected", one === at));
    if (list.children[at]) { list.children[at].scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", `found${at}`); }
  };
  const close = () => { list.replaceChildren(); input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; };
  const take = (node) => { close(); choose(node, true); };
  const seek = () => {
    found = things.search(input.value, MOST_FOUND);
    list.replaceChildren(...found.map((node, place) => {
      const home = [things.noun(node), ...[things.building(node), things.storey(node)].filter((one) => one && one !== node).map(things.name)];
      return element("li", { id: `found${place}`, role: "option", "aria-selected": "false", onclick: () => take(node) }, things.name(node), element("small", {}, home.join(" · ")));
    }));
    if (input.value.trim() && !found.length) list.replaceChildren(element("li", { role: "option", "aria-disabled": "true" }, words.nothing_found));
    input.setAttribute("aria-expanded", String(list.children.length > 0));
    at = -1;
  };
  input.addEventListener("input", seek);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
      event.preventDefault();
    } else if (event.key === "Enter" && found.length) take(found[Math.max(at, 0)]);
    else if (event.key === "Escape") { input.value = ""; close(); }
  });
}

// A scale bar of a round length, and where north is on the ground.
function fillScale(eye, height, north) {
  const metre = height / (2 * eye.half);
  const most = 160 / metre;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((step) => step * power).find((one) => one <= most * 1.0001) || power;
  byId("bar_m").style.width = `${length * metre}px`;
  byId("bar_text").textContent = length >= 1 ? `${length} m` : `${Math.round(100 * length)} cm`;
  const arrow = byId("north");
  arrow.toggleAttribute("hidden", !north);
  if (!north) return;
  const flat = (way) => [20 * dot(eye.right, way), -20 * dot(eye.up, way)];
  const [tip, side] = [flat([north[0], north[1], 0]), flat([north[1], -north[0], 0])];
  const at = (a, b) => `${(28 + a * tip[0] + b * side[0]).toFixed(1)},${(28 + a * tip[1] + b * side[1]).toFixed(1)}`;
  byId("north_dark").setAttribute("points", `${at(1, 0)} ${at(-0.7, -0.45)} ${at(-0.35, 0)}`);
  byId("north_light").setAttribute("points", `${at(1, 0)} ${at(-0.7, 0.45)} ${at(-0.35, 0)}`);
  const [x, y] = at(1.35, 0).split(",");
  byId("north_n").setAttribute("x", x);
  byId("north_n").setAttribute("y", y);
}
