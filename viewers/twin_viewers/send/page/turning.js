// Turning, shifting and coming nearer, by mouse, touch and keyboard.
function listenToHands(canvas, eye, { moved, settled, picked, home }) {
  const down = new Map();
  let travelled = 0;
  let before = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height, box];
  };
  const middle = () => {
    const all = [...down.values()];
    const x = all.reduce((sum, one) => sum + one[0], 0) / all.length;
    const y = all.reduce((sum, one) => sum + one[1], 0) / all.length;
    return { x, y, apart: all.length > 1 ? Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]) : 0 };
  };
  const height = () => canvas.getBoundingClientRect().height;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    down.set(event.pointerId, [event.clientX, event.clientY]);
    if (down.size === 1) travelled = 0;
    before = middle();
    canvas.classList.add("turning");
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) return;
    down.set(event.pointerId, [event.clientX, event.clientY]);
    const now = middle();
    const [x, y] = [(now.x - before.x) / height(), (now.y - before.y) / height()];
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (down.size > 1 || event.buttons & 6 || event.shiftKey || event.ctrlKey) eye.shift(-x, y);
    else eye.look(eye.turn - 3.2 * x, eye.rise + 3.2 * y);
    if (down.size > 1 && before.apart) eye.near(now.apart / before.apart);
    before = now;
    moved();
  });
  const up = (event) => {
    if (!down.delete(event.pointerId)) return;
    before = down.size ? middle() : null;
    if (down.size) return;
    canvas.classList.remove("turning");
    if (event.type === "pointerup" && travelled < 6 && event.button === 0) picked(...place(event));
    else settled();
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y, box] = place(event);
    const step = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    eye.near(Math.exp(-Math.max(-240, Math.min(240, step)) / 480), (x - 0.5) * (box.width / box.height), 0.5 - y);
    moved();
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (way && event.shiftKey) eye.shift(0.06 * way[0], 0.06 * way[1]);
    else if (way) eye.look(eye.turn + 0.12 * way[0], eye.rise + 0.09 * way[1]);
    else if (event.key === "+" || event.key === "=") eye.near(1.2);
    else if (event.key === "-") eye.near(1 / 1.2);
    else if (event.key === "Home" || event.key === "h") { home(); return; }
    else if (event.key === "Enter") { picked(0.5, 0.5); return; }
    else return;
    event.preventDefault();
    moved();
  });
}
