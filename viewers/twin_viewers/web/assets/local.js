// Draws a small scene in the browser, with the drawing of pages that are sent. Turning asks nobody.
(function () {
  "use strict";

  const TRIES = 4;
  const DEGREES = Math.PI; // how far a hand turns that moves by the height of the picture

  class LocalView {
    constructor(place, tell) {
      this.place = place;
      this.tell = tell;
      this.grain = 1;
    }

    static isAble() {
      try {
        return !!document.createElement("canvas").getContext("webgl2") && typeof Drawing === "function";
      } catch {
        return false;
      }
    }

    // Takes the triangles of a scene, and tells how long a picture of it takes.
    async take(bytes) {
      const scene = await unpackBytes(bytes);
      const canvas = document.createElement("canvas");
      canvas.addEventListener("webglcontextlost", () => canvas === this.canvas && this.tell("local_able", false));
      this.place.replaceChildren(canvas);
      const before = this.drawing?.gl;
      this.canvas = canvas;
      before?.getExtension("WEBGL_lose_context")?.loseContext(); // gives back what the last scene took
      this.drawing = new Drawing(canvas, scene.count);
      this.scene = scene;
      this.meshes = scene.drawn.map((how, at) => this.drawing.add({ ...how, ...corners(scene.arrays, at) }));
      if (this.states) this.colour(this.states);
    }

    async take_states(bytes) {
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      this.colour(new Uint8Array(await new Response(stream).arrayBuffer()));
    }

    colour(states) {
      this.states = states;
      if (!this.drawing || states.length > this.drawing.states.length) return;
      this.drawing.states.set(states);
      this.drawing.restate();
    }

    // Looks from where the server looks.
    from({ centre, back, up, half_height_m }) {
      if (!this.scene) return;
      const { origin, reach } = this.scene;
      const level = Math.hypot(back[0], back[1]);
      this.eye = this.eye || new Eye(back, reach);
      this.eye.most = 20 * reach;
      this.eye.look(level > 1e-3 ? Math.atan2(back[1], back[0]) : Math.atan2(-up[1], -up[0]), Math.atan2(back[2], level));
      this.eye.target = centre.map((one, at) => one - origin[at]);
      this.eye.half = half_height_m;
      this.eye.deep = 3 * reach + Math.hypot(...this.eye.target);
    }

    // Where it looks from, as the server says it.
    looks() {
      const { target, back, up, half } = this.eye;
      return { centre: target.map((one, at) => one + this.scene.origin[at]), back, up, half_height_m: half };
    }

    move({ turn_x = 0, turn_y = 0, shift_x = 0, shift_y = 0, zoom = 1, x = 0, y = 0 }) {
      const { eye } = this;
      if (turn_x || turn_y) eye.look(eye.turn - turn_x * DEGREES, Math.max(0.05, eye.rise + turn_y * DEGREES));
      if (shift_x || shift_y) eye.shift(-shift_x, shift_y);
      if (zoom !== 1) eye.near(zoom, x, y);
    }

    draw(fine) {
      if (!this.drawing || !this.eye) return 0;
      const { canvas, eye, scene } = this;
      const box = this.place.parentElement.getBoundingClientRect();
      const dense = Math.min(2, window.devicePixelRatio || 1);
      const [width, height] = [Math.max(1, Math.round(box.width * dense)), Math.max(1, Math.round(box.height * dense))];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      const begun = performance.now();
      const level = [eye.back[0], eye.back[1], 0];
      const unit = (way) => way.map((one) => one / Math.hypot(...way));
      this.drawing.draw(this.meshes, eye, {
        cut: null, fine, grain: fine ? 2 / Math.max(1, dense * 0.75) : this.grain,
        sun: unit(scene.sun || along(along([0, 0, 0.8], eye.right, -0.45), level, 0.4)),
        other: unit(along(along([0, 0, 0.3], eye.right, 0.9), level, 0.5)), paper: scene.paper, choosing: false,
      });
      if (fine) return 0;
      this.drawing.gl.readPixels(0, 0, 1, 1, this.drawing.gl.RGBA, this.drawing.gl.UNSIGNED_BYTE, new Uint8Array(4));
      const took = performance.now() - begun;
      this.grain = took > 70 ? Math.max(0.4, this.grain * 0.8) : took < 25 ? Math.min(1, this.grain * 1.15) : this.grain;
      return took;
    }

    // Tells the server how long a picture takes; the first ones warm up and find the grain.
    measure(eye) {
      this.from(eye);
      const took = [];
      for (let at = 0; at < 2 * TRIES; at += 1) took.push(this.draw(false));
      const kept = took.slice(TRIES);
      this.tell("local_ready", this.scene.version, kept.reduce((sum, one) => sum + one, 0) / TRIES);
    }
  }

  // Three corners for each triangle: a thing has flat sides, and its number goes with each corner.
  function corners(arrays, at) {
    const [points, faces, patch] = [arrays[`points${at}`], arrays[`faces${at}`], arrays[`patch${at}`]];
    const mesh = {
      points: new Float32Array(3 * faces.length), colours: new Uint8Array(4 * faces.length),
      nodes: new Uint32Array(faces.length), faces: new Uint32Array(faces.length),
    };
    for (let corner = 0; corner < faces.length; corner += 1) {
      for (let axis = 0; axis < 3; axis += 1) mesh.points[3 * corner + axis] = points[3 * faces[corner] + axis];
      mesh.nodes[corner] = patch[Math.floor(corner / 3)];
      mesh.faces[corner] = corner;
    }
    return mesh;
  }

  window.LocalView = LocalView;
})();
