// From where one looks: parallel lines stay so, as in drawings, and one scale holds all over the picture.
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const along = (from, way, far) => from.map((one, at) => one + far * way[at]);

class Eye {
  constructor(back, reach) {
    this.deep = 3 * reach;
    this.most = 2 * reach;
    this.target = [0, 0, 0];
    this.half = reach;
    this.look(Math.atan2(back[1], back[0]), Math.asin(back[2]));
  }

  look(turn, rise) {
    this.turn = turn;
    this.rise = Math.min(Math.PI / 2, Math.max(-0.15, rise));
    const level = Math.cos(this.rise);
    this.back = [level * Math.cos(turn), level * Math.sin(turn), Math.sin(this.rise)];
    this.right = [-Math.sin(turn), Math.cos(turn), 0];
    this.up = cross(this.back, this.right);
  }

  // Shifts the picture by shares of its height.
  shift(right, up) {
    this.target = along(along(this.target, this.right, 2 * this.half * right), this.up, 2 * this.half * up);
  }

  // Comes nearer by a factor, to a place of the picture given from its middle in shares of its height.
  near(factor, right = 0, up = 0) {
    const before = this.half;
    this.half = Math.min(this.most, Math.max(0.4, before / factor));
    const moved = (before - this.half) / this.half;
    this.shift(right * moved, up * moved);
  }

  // Shows all of some points.
  fit(points, aspect, margin = 1.06) {
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (const point of points) {
      [this.right, this.up, this.back].forEach((axis, at) => {
        const value = dot(axis, point);
        low[at] = Math.min(low[at], value);
        high[at] = Math.max(high[at], value);
      });
    }
    this.target = [0, 0, 0];
    [this.right, this.up, this.back].forEach((axis, at) => { this.target = along(this.target, axis, (low[at] + high[at]) / 2); });
    this.half = Math.max(1.5, (high[1] - low[1]) / 2, (high[0] - low[0]) / 2 / aspect) * margin;
  }
}

const cornersOf = ({ low, high }) => [0, 1, 2, 3, 4, 5, 6, 7].map((at) => [at & 1 ? high[0] : low[0], at & 2 ? high[1] : low[1], at & 4 ? high[2] : low[2]]);
