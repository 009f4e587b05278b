// Brings it together: what is shown, in which colours, from where.
const PAPER = [0.933, 0.945, 0.957];
const UNKNOWN = [224, 224, 224];
const OUTSIDE = "outside", ROOMS = "rooms", ALL = "all";

async function start() {
  const canvas = byId("canvas");
  const data = await unpack(byId("data").textContent);
  const { words, arrays } = data;
  const things = thingsOf(data);
  let drawing;
  try {
    drawing = new Drawing(canvas, things.count);
  } catch (error) {
    byId("said").textContent = words.no_webgl;
    byId("said").hidden = false;
    drawing = null;
  }
  const show = { mode: data.mode, chosen: 0, moment: data.moments.length ? data.moment : -1, cut: data.cut_m };
  const made = new Map();
  const rooms = new Set(data.rooms);
  const eye = new Eye(data.back, data.reach);

  const outside = (name, extra) => {
    if (!made.has(name)) made.set(name, { ...drawing.add(outsideOf(arrays, name)), ...extra });
    return made.get(name);
  };
  const placesOf = (test) => {
    const found = [];
    arrays.place_node.forEach((node, place) => test(node) && found.push(place));
    return found;
  };
  const inside = (name, test, floors) => {
    if (!made.has(name)) made.set(name, drawing.add(insideOf(arrays, placesOf(test), floors)));
    return made.get(name);
  };
  const around = () => (data.outside ? [outside("field", { flat: true }), outside("public"), outside("shadows", { flat: true, opacity: 0.2 })] : []);
  const meshes = () => {
    if (show.mode === OUTSIDE) return [...around().slice(0, 2), outside("things"), ...around().slice(2)];
    if (show.mode === ROOMS) return [...around(), inside(ROOMS, (node) => rooms.has(node), "all")];
    if (show.mode === ALL) return [...around(), inside(ALL, () => true, rooms)];
    return [inside(`storey${show.mode}`, (node) => things.storey(node) === show.mode, rooms)];
  };
  const cutAt = () => (typeof show.mode === "number" ? data.floors[show.mode] + show.cut : null);

  const paint = () => {
    const parts = show.chosen ? things.parts(show.chosen) : new Set();
    const { states } = drawing;
    const codes = show.moment < 0 ? null : arrays[`moment${show.moment}`];
    states[3] = SHOWN;
    for (let node = 1; node <= things.count; node += 1) {
      const code = codes ? codes[node - 1] : 255;
      const tone = codes && code < 255 ? data.groups[code].rgb : codes && rooms.has(node) ? UNKNOWN : arrays.tones.subarray(3 * node - 3, 3 * node);
      const flags = arrays.flags[node - 1] | SHOWN | (parts.has(node) ? CHOSEN : 0) | (codes && code < 255 ? PLAIN : 0);
      states.set([tone[0], tone[1], tone[2], flags], 4 * node);
    }
    drawing.restate();
  };

  let asked = 0;
  let grain = 1;
  const quick = () => Math.min(1, grain);
  const frame = (fine) => {
    if (!drawing) return;
    const box = canvas.getBoundingClientRect();
    const dense = Math.min(2, window.devicePixelRatio || 1);
    const [width, height] = [Math.max(1, Math.round(box.width * dense)), Math.max(1, Math.round(box.height * dense))];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const level = [eye.back[0], eye.back[1], 0];
    const sun = data.sun || along(along([0, 0, 0.8], eye.right, -0.45), level, 0.4);
    const unit = (way) => way.map((one) => one / Math.hypot(...way));
    const began = performance.now();
    drawing.draw(meshes(), eye, {
      cut: cutAt(), fine, grain: fine ? 2 / Math.max(1, dense * 0.75) : quick(),
      sun: unit(sun), other: unit(along(along([0, 0, 0.3], eye.right, 0.9), level, 0.5)), paper: PAPER, choosing: show.chosen > 0,
    });
    if (!fine) {
      drawing.gl.finish();
      const took = performance.now() - began;
      grain = took > 70 ? Math.max(0.4, grain * 0.8) : took < 25 ? Math.min(1, grain * 1.15) : grain;
    }
    fillScale(eye, box.height, data.north);
    document.body.dataset.drawn = fine ? "fine" : "quick";
  };
  let later = 0;
  const settled = () => { clearTimeout(later); later = setTimeout(() => requestAnimationFrame(() => frame(true)), 120); };
  const moved = () => {
    document.body.dataset.drawn = "";
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; frame(false); });
    settled();
  };

  const aspect = () => { const box = canvas.getBoundingClientRect(); return box.width / Math.max(1, box.height); };
  const home = () => {
    if (!drawing) return;
    const wide = data.frame.length && typeof show.mode !== "number";
    if (!wide) eye.look(eye.turn, Math.max(eye.rise, 1.0));
    const box = wide ? null : boxOf(meshes().filter((mesh) => !mesh.flat));
    eye.fit(wide ? data.frame : box ? cornersOf(box) : [[0, 0, 0]], aspect());
    moved();
  };
  const enter = (mode, stay) => {
    show.mode = mode;
    for (const name of [OUTSIDE, ROOMS, ALL]) { const button = byId(name); if (button) button.setAttribute("aria-pressed", String(mode === name)); }
    const storey = typeof mode === "number";
    if (byId("storey")) byId("storey").value = storey ? String(mode) : "";
    byId("cutting").hidden = !storey;
    tell();
    if (drawing && !stay) home();
  };
  const choose = (node, fly) => {
    show.chosen = node;
    fillCard(things, node, words, choose);
    if (!drawing) return;
    const parts = node ? things.parts(node) : new Set();
    if (node && fly) {
      if (data.storeys.includes(node)) enter(node);
      else if (!boxOf(meshes(), parts)) {
        const home_ = [...parts].map((one) => things.storey(one)).find((one) => data.storeys.includes(one));
        if (home_) enter(home_);
        else if (data.outside) enter(OUTSIDE);
      }
      const box = boxOf(meshes(), parts);
      if (box) {
        const margin = Math.max(2.5, 0.6 * Math.max(...box.high.map((one, at) => one - box.low[at])));
        eye.fit(cornersOf({ low: box.low.map((one) => one - margin), high: box.high.map((one) => one + margin) }), aspect());
      }
    }
    paint();
    moved();
  };
  const picked = (x, y) => {
    if (!drawing) return;
    if (document.body.dataset.drawn !== "fine") frame(true);
    choose(drawing.pick(x, y));
  };

  // How many of the things shown have each code.
  const counted = (codes, length) => {
    const seen = new Uint8Array(things.count + 1);
    const counts = new Array(length).fill(0);
    const parts = drawing ? meshes().map((mesh) => mesh.nodes) : [Uint32Array.from({ length: things.count }, (_, at) => at + 1)];
    for (const nodes of parts) {
      for (const node of nodes) {
        if (node && !seen[node] && codes[node - 1] < length) counts[codes[node - 1]] += 1;
        seen[node] = 1;
      }
    }
    return counts;
  };
  const tell = () => {
    const running = show.moment >= 0;
    const entries = running ? data.groups : data.legend;
    const counts = counted(running ? arrays[`moment${show.moment}`] : arrays.entry, entries.length);
    fillLegend(entries.map((entry, at) => ({ ...entry, count: counts[at] })), running ? null : data.bar);
    if (running) byId("clock").textContent = data.moments[show.moment];
  };

  listenToSearch(things, words, choose);
  for (const name of [OUTSIDE, ROOMS, ALL]) if (byId(name)) byId(name).addEventListener("click", () => enter(name));
  if (byId("storey")) byId("storey").addEventListener("change", (event) => event.target.value && enter(Number(event.target.value)));
  byId("cut").addEventListener("input", (event) => { show.cut = Number(event.target.value); byId("cut_m").textContent = `${show.cut.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 })} m`; moved(); });
  if (byId("moment")) byId("moment").addEventListener("input", (event) => { show.moment = Number(event.target.value); tell(); if (drawing) { paint(); moved(); } });
  byId("nearer").addEventListener("click", () => { eye.near(1.3); moved(); });
  byId("farther").addEventListener("click", () => { eye.near(1 / 1.3); moved(); });
  byId("home").addEventListener("click", home);
  byId("save").addEventListener("click", () => {
    if (!drawing) return;
    frame(true);
    canvas.toBlob((blob) => {
      const link = element("a", { href: URL.createObjectURL(blob), download: `${document.title}.png` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(0); });
  tell();
  if (!drawing) { choose(data.chosen); return; }
  canvas.addEventListener("webglcontextlost", () => { byId("said").textContent = words.lost_webgl; byId("said").hidden = false; });
  listenToHands(canvas, eye, { moved, settled, picked, home });
  new ResizeObserver(moved).observe(canvas);
  paint();
  enter(data.mode);
  if (data.chosen) choose(data.chosen, true);
  byId("said").hidden = true;
  window.page = { things, eye, show, drawing, frame, choose, enter, home }; // for tests and for the curious
}

start().catch((error) => {
  byId("said").textContent = `${byId("said").dataset.failed} (${error.message})`;
  byId("said").hidden = false;
});
