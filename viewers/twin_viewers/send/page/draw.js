// Draws meshes with WebGL 2: colour, thing and normal of each pixel first, then edges and shade in corners from these.
const SIDE = 1024; // things in a row of the texture that tells how each is shown
const SHOWN = 1, CHOSEN = 2, UNCUT = 4, PLAIN = 8, FILLED = 16, BLURRED = 32; // what is blurred has no edges to others that are

const THINGS_VERTEX = `#version 300 es
precision highp float; precision highp int; precision highp sampler2D;
layout(location = 0) in vec3 point; layout(location = 1) in vec4 own; layout(location = 2) in uint node;
uniform sampler2D state; uniform vec3 right, up, back, target; uniform vec3 half_;
out vec3 at; flat out vec3 tone; flat out uint id; flat out uint flags;
void main() {
  vec4 shown = texelFetch(state, ivec2(int(node) % ${SIDE}, int(node) / ${SIDE}), 0);
  flags = uint(shown.a * 255.0 + 0.5);
  tone = own.a > 0.5 && (flags & ${PLAIN}u) == 0u ? own.rgb : shown.rgb;
  id = node; at = point;
  vec3 from = point - target;
  gl_Position = (flags & ${SHOWN}u) == 0u ? vec4(2.0, 2.0, 2.0, 1.0)
    : vec4(dot(right, from) / half_.x, dot(up, from) / half_.y, -dot(back, from) / half_.z, 1.0);
}`;

const THINGS_FRAGMENT = `#version 300 es
precision highp float; precision highp int;
in vec3 at; flat in vec3 tone; flat in uint id; flat in uint flags;
uniform vec3 back, sun, other; uniform float cut, opacity; uniform bool flat_, choosing;
layout(location = 0) out vec4 colour; layout(location = 1) out vec4 thing; layout(location = 2) out vec4 normal;
void main() {
  bool stays = (flags & ${UNCUT}u) != 0u;
  if (!stays && at.z > cut) discard;
  vec3 n = normalize(cross(dFdx(at), dFdy(at)));
  if (dot(n, back) < 0.0) n = -n;
  vec3 c = tone; float light = 0.58 + 0.46 * max(dot(n, sun), 0.0) + 0.14 * max(dot(n, other), 0.0);
  if (cut < 1e8 && !stays && (flags & ${FILLED}u) != 0u && !gl_FrontFacing) { c = vec3(0.24, 0.27, 0.31); light = 1.0; n = vec3(0.0, 0.0, 1.0); }
  if ((flags & ${CHOSEN}u) != 0u) { c = mix(c, vec3(0.84, 0.0, 0.42), 0.9); light = mix(light, 1.0, 0.4); }
  else if (choosing) c = mix(c, vec3(0.93, 0.945, 0.957), 0.45);
  colour = vec4(flat_ ? c : c * light, opacity);
  thing = vec4(float(id & 255u), float((id >> 8) & 255u), float((id >> 16) & 255u), (flags & ${BLURRED}u) != 0u ? 254.0 : 255.0) / 255.0;
  normal = vec4(n * 0.5 + 0.5, 1.0);
}`;

const WHOLE_VERTEX = `#version 300 es
void main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }`;

const WHOLE_FRAGMENT = `#version 300 es
precision highp float; precision highp sampler2D;
uniform sampler2D colours, things, normals, depths;
uniform vec3 right, up, back; uniform float deep, metres; uniform bool fine; uniform vec3 paper;
out vec4 result;
vec3 normalAt(ivec2 p) {
  vec3 n = texelFetch(normals, p, 0).xyz * 2.0 - 1.0;
  return vec3(dot(n, right), dot(n, up), max(dot(n, back), 0.06));
}
float depthAt(ivec2 p) { return (texelFetch(depths, p, 0).r * 2.0 - 1.0) * deep; }
void main() {
  ivec2 p = ivec2(gl_FragCoord.xy), last = textureSize(colours, 0) - 1;
  vec4 here = texelFetch(things, p, 0);
  vec3 c = mix(paper, texelFetch(colours, p, 0).rgb, here.a);
  vec3 n = normalAt(p); float z = depthAt(p); float edge = 0.0;
  for (int k = 0; k < 4; k += 1) {
    ivec2 q = clamp(p + ivec2(k == 0 ? 1 : k == 1 ? -1 : 0, k == 2 ? 1 : k == 3 ? -1 : 0), ivec2(0), last);
    vec4 there = texelFetch(things, q, 0);
    bool blurred = here.a < 0.998 && here.a > 0.5 && there.a < 0.998 && there.a > 0.5;
    if (any(notEqual(here, there)) && !blurred) edge = max(edge, 0.5);
    else if (here.a > 0.0 && dot(normalize(n), normalize(normalAt(q))) < 0.86) edge = max(edge, 0.28);
  }
  float shade = 0.0;
  if (fine && here.a > 0.0) {
    float reach = clamp(0.9 / metres, 4.0, 48.0), start = 6.2831853 * fract(52.9829189 * fract(dot(vec2(p), vec2(0.06711056, 0.00583715))));
    for (int k = 0; k < 12; k += 1) {
      float turn = start + float(k) * 2.399963, far = reach * sqrt((float(k) + 0.5) / 12.0);
      vec2 way = vec2(cos(turn), sin(turn)) * far; ivec2 q = clamp(p + ivec2(way), ivec2(0), last);
      vec2 off = vec2(q - p) * metres; float above = z + dot(n.xy, off) / n.z - depthAt(q);
      shade += smoothstep(0.03, 0.3, above) * (1.0 - smoothstep(1.2, 3.0, above));
    }
    shade /= 12.0;
  }
  c *= 1.0 - 0.5 * shade;
  c *= 1.0 - edge * clamp(0.16 / metres, 0.28, 1.0);
  result = vec4(c, 1.0);
}`;

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  const places = {};
  for (let at = 0; at < gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS); at += 1) {
    const { name } = gl.getActiveUniform(made, at);
    places[name] = gl.getUniformLocation(made, name);
  }
  return { made, places };
}

class Drawing {
  constructor(canvas, count) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, preserveDrawingBuffer: true });
    if (!gl) throw new Error("no WebGL 2");
    this.gl = gl;
    this.canvas = canvas;
    this.things = program(gl, THINGS_VERTEX, THINGS_FRAGMENT);
    this.whole = program(gl, WHOLE_VERTEX, WHOLE_FRAGMENT);
    this.nothing = gl.createVertexArray();
    this.states = new Uint8Array(4 * SIDE * (Math.floor(count / SIDE) + 1));
    this.state = this.texture(gl.RGBA8, SIDE, this.states.length / 4 / SIDE, gl.RGBA, gl.UNSIGNED_BYTE, this.states);
    this.size = [0, 0];
  }

  texture(format, width, height, kind, type, pixels) {
    const { gl } = this;
    const made = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, made);
    gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, kind, type, pixels);
    for (const [name, value] of [["MIN_FILTER", gl.NEAREST], ["MAG_FILTER", gl.NEAREST], ["WRAP_S", gl.CLAMP_TO_EDGE], ["WRAP_T", gl.CLAMP_TO_EDGE]]) {
      gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_${name}`], value);
    }
    return made;
  }

  // Gives the graphics card a mesh.
  add(mesh) {
    const { gl } = this;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const fill = (data, target) => {
      gl.bindBuffer(target, gl.createBuffer());
      gl.bufferData(target, data, gl.STATIC_DRAW);
    };
    fill(mesh.points, gl.ARRAY_BUFFER);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    fill(mesh.colours, gl.ARRAY_BUFFER);
    gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    fill(mesh.nodes, gl.ARRAY_BUFFER);
    gl.vertexAttribIPointer(2, 1, gl.UNSIGNED_INT, 0, 0);
    for (const place of [0, 1, 2]) gl.enableVertexAttribArray(place);
    fill(mesh.faces, gl.ELEMENT_ARRAY_BUFFER);
    gl.bindVertexArray(null);
    return { ...mesh, array, length: mesh.faces.length };
  }

  // Tells the graphics card how each thing is shown.
  restate() {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.state);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, SIDE, this.states.length / 4 / SIDE, gl.RGBA, gl.UNSIGNED_BYTE, this.states);
  }

  resize(width, height) {
    if (this.size[0] === width && this.size[1] === height) return;
    const { gl } = this;
    for (const one of this.targets || []) gl.deleteTexture(one);
    const rgba = () => this.texture(gl.RGBA8, width, height, gl.RGBA, gl.UNSIGNED_BYTE, null);
    const depth = this.texture(gl.DEPTH_COMPONENT24, width, height, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT, null);
    this.targets = [rgba(), rgba(), rgba(), depth, rgba()];
    this.first = this.first || gl.createFramebuffer();
    this.second = this.second || gl.createFramebuffer();
    const attach = (buffer, places) => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
      for (const [place, texture] of places) gl.framebufferTexture2D(gl.FRAMEBUFFER, place, gl.TEXTURE_2D, texture, 0);
    };
    const [colour, thing, normal, , result] = this.targets;
    attach(this.first, [[gl.COLOR_ATTACHMENT0, colour], [gl.COLOR_ATTACHMENT1, thing], [gl.COLOR_ATTACHMENT2, normal], [gl.DEPTH_ATTACHMENT, depth]]);
    attach(this.second, [[gl.COLOR_ATTACHMENT0, result]]);
    this.size = [width, height];
  }

  // Draws meshes from somewhere; `fine` takes its time.
  draw(meshes, eye, { cut, fine, grain, sun, other, paper, choosing }) {
    const { gl, canvas } = this;
    const width = Math.max(1, Math.round(canvas.width * grain));
    const height = Math.max(1, Math.round(canvas.height * grain));
    this.resize(width, height);
    const half = [eye.half * (width / height), eye.half, eye.deep];
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.first);
    gl.viewport(0, 0, width, height);
    const all = [gl.COLOR_ATTACHMENT0, gl.COLOR_ATTACHMENT1, gl.COLOR_ATTACHMENT2];
    gl.drawBuffers(all);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.useProgram(this.things.made);
    const to = this.things.places;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.state);
    gl.uniform1i(to.state, 0);
    for (const [name, value] of Object.entries({ right: eye.right, up: eye.up, back: eye.back, target: eye.target, half_: half, sun, other })) {
      gl.uniform3fv(to[name], value);
    }
    gl.uniform1i(to.choosing, choosing ? 1 : 0);
    gl.uniform1f(to.cut, cut === null ? 1e9 : cut);
    for (const mesh of meshes) {
      const over = mesh.opacity < 1;
      gl.drawBuffers(over ? [all[0], gl.NONE, mesh.veil ? all[2] : gl.NONE] : all);
      gl.uniform1f(to.opacity, mesh.opacity ?? 1);
      gl.uniform1i(to.flat_, mesh.flat ? 1 : 0);
      gl.depthMask(!over);
      if (over) { gl.enable(gl.BLEND); gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA); }
      gl.bindVertexArray(mesh.array);
      if (mesh.veil) { // first where it is, then its nearest faces only: many behind each other do not add up
        gl.colorMask(false, false, false, false);
        gl.depthMask(true);
        gl.drawElements(gl.TRIANGLES, mesh.length, gl.UNSIGNED_INT, 0);
        gl.colorMask(true, true, true, true);
        gl.depthMask(false);
        gl.depthFunc(gl.LEQUAL);
      }
      gl.drawElements(gl.TRIANGLES, mesh.length, gl.UNSIGNED_INT, 0);
      gl.disable(gl.BLEND);
      gl.depthFunc(gl.LESS);
    }
    gl.depthMask(true);
    this.finish(eye, { width, height, fine, paper });
  }

  finish(eye, { width, height, fine, paper }) {
    const { gl, canvas } = this;
    const whole = this.whole.places;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.second);
    gl.disable(gl.DEPTH_TEST);
    gl.useProgram(this.whole.made);
    ["colours", "things", "normals", "depths"].forEach((name, at) => {
      gl.activeTexture(gl.TEXTURE0 + at);
      gl.bindTexture(gl.TEXTURE_2D, this.targets[at]);
      gl.uniform1i(whole[name], at);
    });
    for (const [name, value] of Object.entries({ right: eye.right, up: eye.up, back: eye.back, paper })) gl.uniform3fv(whole[name], value);
    gl.uniform1f(whole.deep, eye.deep);
    gl.uniform1f(whole.metres, (2 * eye.half) / height);
    gl.uniform1i(whole.fine, fine ? 1 : 0);
    gl.bindVertexArray(this.nothing);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.second);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, canvas.width, canvas.height, gl.COLOR_BUFFER_BIT, gl.LINEAR);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  // The thing at a place of the picture, 0 to 1 from the left and from the top; 0 for none.
  pick(x, y) {
    const { gl } = this;
    const [width, height] = this.size;
    const pixel = new Uint8Array(4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.first);
    gl.readBuffer(gl.COLOR_ATTACHMENT1);
    const across = Math.min(width - 1, Math.floor(x * width));
    gl.readPixels(across, Math.max(0, height - 1 - Math.floor(y * height)), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return pixel[0] + 256 * pixel[1] + 65536 * pixel[2];
  }
}
