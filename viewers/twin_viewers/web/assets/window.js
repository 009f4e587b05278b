// The picture and the keys of the page. Everything else is in templates.
(function () {
  "use strict";

  const CLICK_PX = 6;
  const REST_MS = 180;
  const STEP = 0.06;
  const LET_GO_MS = 1500;

  function trigger(name, ...values) {
    return window.trame.trigger(name, values);
  }

  const View = {
    props: { picture: Object, label: String, tool: String, local: Boolean, scene: null, states: null },
    template: `
      <div class="twin-view" ref="box" tabindex="0" role="application" :aria-label="label"
           :class="'twin-tool-' + tool" @keydown="onKey" @contextmenu.prevent
           @pointerdown="onDown" @pointermove="onMove" @pointerup="onUp" @pointercancel="onCancel" @wheel.prevent="onWheel">
        <canvas ref="canvas"></canvas><div ref="drawn" class="twin-drawn" v-show="local"></div>
      </div>`,
    data: () => ({}),
    created() {
      this.hands = new Map();
      this.pending = null;
      this.busy = false;
      this.shown = 0;
    },
    mounted() {
      this.observer = new ResizeObserver(() => this.size());
      this.observer.observe(this.$refs.box);
      this.drawer = new window.LocalView(this.$refs.drawn, trigger);
      trigger("local_able", window.LocalView.isAble()).then(() => this.taken(this.scene));
      this.show(this.picture);
    },
    beforeUnmount() {
      this.observer.disconnect();
    },
    watch: {
      picture(value) {
        this.show(value);
      },
      scene(value) {
        this.taken(value);
      },
      async states(value) {
        await this.drawer.take_states(value);
        this.paint();
      },
      local(on) {
        if (on) this.show(this.picture);
      },
    },
    methods: {
      async taken(scene) {
        if (!scene || this.has === scene) return;
        this.has = scene;
        await this.drawer.take(scene);
        if (this.states) await this.drawer.take_states(this.states);
        if (this.has === scene && this.picture) this.drawer.measure(this.picture.eye);
      },
      paint(fine) {
        if (!this.local || this.painting) return;
        this.painting = requestAnimationFrame(() => {
          this.painting = 0;
          this.drawer.draw(fine);
          this.tellShown(fine);
          clearTimeout(this.finer);
          if (!fine) this.finer = setTimeout(() => this.paint(true), REST_MS);
        });
      },
      tellShown(still) {
        const turn = ++this.shown;
        Object.assign(this.$refs.canvas.dataset, { shown: String(turn), still: String(!!still) });
        window.dispatchEvent(new CustomEvent("twin-picture", { detail: { turn, still: !!still } }));
      },
      async show(picture) {
        if (picture && this.local && !picture.jpeg) {
          if (!this.mine) this.drawer.from(picture.eye);
          this.paint();
        }
        if (!picture || !picture.jpeg) return;
        const turn = ++this.shown;
        const image = await createImageBitmap(new Blob([picture.jpeg], { type: "image/jpeg" }));
        const canvas = this.$refs.canvas;
        if (turn !== this.shown || !canvas) return;
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext("2d").drawImage(image, 0, 0);
        canvas.dataset.shown = String(turn);
        canvas.dataset.still = String(picture.still);
        window.dispatchEvent(new CustomEvent("twin-picture", { detail: { turn, still: picture.still } }));
      },
      size() {
        clearTimeout(this.sizing);
        this.sizing = setTimeout(() => {
          const box = this.$refs.box.getBoundingClientRect();
          if (box.width > 0 && box.height > 0) trigger("view_size", box.width, box.height, window.devicePixelRatio || 1);
        }, 60);
      },
      place(event) {
        const box = this.$refs.box.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
      },
      onDown(event) {
        this.$refs.box.focus({ preventScroll: true });
        this.$refs.box.setPointerCapture(event.pointerId);
        const at = this.place(event);
        this.hands.set(event.pointerId, { ...at, from: at, button: event.button, far: false });
        if (this.hands.size > 1) for (const hand of this.hands.values()) hand.far = true;
      },
      onMove(event) {
        const hand = this.hands.get(event.pointerId);
        if (!hand) return;
        const at = this.place(event);
        const [dx, dy] = [(at.x - hand.x) / at.height, (at.y - hand.y) / at.height];
        if (!hand.far && Math.hypot(at.x - hand.from.x, at.y - hand.from.y) < CLICK_PX) return;
        hand.far = true;
        if (this.hands.size === 2) this.pinch(hand, at);
        else if (hand.button !== 0 || event.shiftKey || event.ctrlKey) this.move({ shift_x: dx, shift_y: dy });
        else this.move({ turn_x: dx, turn_y: dy });
        Object.assign(hand, { x: at.x, y: at.y });
      },
      pinch(hand, at) {
        const other = [...this.hands.values()].find((one) => one !== hand);
        const before = Math.hypot(hand.x - other.x, hand.y - other.y);
        const after = Math.hypot(at.x - other.x, at.y - other.y);
        const [x, y] = [(at.x + other.x) / 2, (at.y + other.y) / 2];
        const moves = { shift_x: (at.x - hand.x) / 2 / at.height, shift_y: (at.y - hand.y) / 2 / at.height };
        if (before > 10 && after > 10) Object.assign(moves, { zoom: after / before, ...this.about(x, y, at) });
        this.move(moves);
      },
      about(x, y, box) {
        return { x: (x - box.width / 2) / box.height, y: (box.height / 2 - y) / box.height };
      },
      onUp(event) {
        const hand = this.hands.get(event.pointerId);
        this.hands.delete(event.pointerId);
        if (hand && !hand.far && event.button === 0) {
          const at = this.place(event);
          window.dispatchEvent(new CustomEvent("twin-click"));
          if (this.local) this.look();
          trigger("view_click", at.x / at.width, at.y / at.height);
        }
      },
      onCancel(event) {
        this.hands.delete(event.pointerId);
      },
      onWheel(event) {
        const at = this.place(event);
        const steps = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
        this.move({ zoom: Math.exp(-Math.max(-200, Math.min(200, steps)) * 0.0016), ...this.about(at.x, at.y, at) });
      },
      onKey(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (way) {
          const [x, y] = [way[0] * STEP, way[1] * STEP];
          this.move(event.shiftKey ? { shift_x: -x, shift_y: -y } : { turn_x: x, turn_y: y });
        } else if (event.key === "+" || event.key === "=") this.move({ zoom: 1.2 });
        else if (event.key === "-") this.move({ zoom: 1 / 1.2 });
        else return;
        event.preventDefault();
      },
      move(moves) {
        const sum = this.pending || { turn_x: 0, turn_y: 0, shift_x: 0, shift_y: 0, zoom: 1, x: 0, y: 0 };
        for (const key of ["turn_x", "turn_y", "shift_x", "shift_y"]) sum[key] += moves[key] || 0;
        if (moves.zoom) Object.assign(sum, { zoom: sum.zoom * moves.zoom, x: moves.x || 0, y: moves.y || 0 });
        this.pending = sum;
        if (this.local) this.turn();
        else this.send();
      },
      turn() {
        this.mine = true; // until the server looks from there too, what it says of the eye is old
        this.drawer.move(this.pending);
        this.pending = null;
        this.paint();
        clearTimeout(this.resting);
        this.resting = setTimeout(() => this.look(), REST_MS);
      },
      async look() {
        clearTimeout(this.resting);
        const looks = this.drawer.looks();
        await trigger("local_look", looks);
        this.mine = JSON.stringify(looks) !== JSON.stringify(this.drawer.looks());
      },
      async send() {
        if (this.busy || !this.pending) return;
        clearTimeout(this.resting);
        const moves = this.pending;
        this.pending = null;
        this.busy = true;
        try {
          await trigger("view_move", moves);
        } finally {
          this.busy = false;
        }
        if (this.pending) this.send();
        else this.resting = setTimeout(() => trigger("view_rest"), REST_MS);
      },
    },
  };

  const Slider = {
    props: { act: String, value: Number, max: Number, step: Number, label: String, text: String, low: Number },
    template: `<input type="range" class="twin-slider" :min="low || 0" :max="max" :step="step"
      :value="held === null ? value : held" :aria-label="label" :aria-valuetext="text" @input="onInput">`,
    data: () => ({ held: null }), // what the hand holds, until the server has caught up with it
    watch: {
      value(value) {
        if (value === this.held && !this.busy) this.held = null;
      },
    },
    methods: {
      onInput(event) {
        clearTimeout(this.letting);
        this.held = this.wanted = Number(event.target.value);
        this.send();
      },
      async send() {
        if (this.busy) return;
        if (this.wanted === undefined) {
          this.letting = setTimeout(() => (this.held = null), LET_GO_MS);
          return;
        }
        clearTimeout(this.letting);
        const value = this.wanted;
        this.wanted = undefined;
        this.busy = true;
        try {
          await trigger(this.act, value);
        } finally {
          this.busy = false;
        }
        this.send();
      },
    },
  };

  const KEYS = { "/": "search", f: "fit", h: "home", i: "isolate", a: "all", m: "measure", "?": "help", Escape: "leave" };

  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !window.trame) return;
    const inside = event.target.closest?.("input, textarea, select, [contenteditable], [role=listbox]");
    const act = KEYS[event.key];
    if (!act || (inside && event.key !== "Escape")) return;
    if (act === "search") document.querySelector("#twin-search input, input#twin-search")?.focus();
    else trigger("page_key", act);
    if (event.key === "/") event.preventDefault();
  }

  function saved(name, bytes, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  window.TwinWindow = {
    install(app) {
      app.component("twin-view", View);
      app.component("twin-slider", Slider);
      window.addEventListener("keydown", onKey);
      window.trame.state.watch(["page_language", "page_title"], (language, title) => {
        if (language) document.documentElement.lang = language;
        if (title) document.title = title;
      });
      window.trame.state.watch(["tree_entries"], () => {
        const chosen = () => document.querySelector(".twin-tree li.twin-on");
        setTimeout(() => chosen()?.scrollIntoView({ block: "nearest" }), 60);
      });
      window.trame.state.watch(["page_file"], (file) => {
        if (file && file.bytes) saved(file.name, file.bytes, file.type);
      });
    },
  };
})();
