// Triangles: of the outside as they come, of the inside built from shapes and places when somebody looks there.
const LIFT = 0.03; // floors of rooms lie on the slab, where nobody could say which of both is seen [m]

function outsideOf(a, name) {
  const corners = a[`${name}_corners`];
  const count = corners.length / 3;
  const points = new Float32Array(3 * count);
  for (let at = 0; at < count; at += 1) {
    for (let axis = 0; axis < 3; axis += 1) points[3 * at + axis] = corners[axis * count + at] / 1000;
  }
  return { points, colours: a[`${name}_colour`], nodes: a[`${name}_node`], faces: a[`${name}_faces`] };
}

function insideOf(a, places, rooms) {
  const wanted = places.filter((place) => {
    const isFloor = a.parts[5 * a.place_part[place] + 4] === 1;
    return rooms === "all" || isFloor || !rooms.has(a.place_node[place]);
  });
  let corners = 0;
  let faces = 0;
  for (const place of wanted) {
    corners += a.parts[5 * a.place_part[place] + 1];
    faces += a.parts[5 * a.place_part[place] + 3];
  }
  const mesh = {
    points: new Float32Array(3 * corners), colours: new Uint8Array(4 * corners),
    nodes: new Uint32Array(corners), faces: new Uint32Array(3 * faces),
  };
  const all = a.corners.length / 3;
  let corner = 0;
  let face = 0;
  for (const place of wanted) {
    const part = a.place_part[place];
    const [first, count, firstFace, faceCount, isFloor] = a.parts.subarray(5 * part, 5 * part + 5);
    const scale = a.scales.subarray(6 * part, 6 * part + 6);
    const m = a.place_matrix.subarray(12 * place, 12 * place + 12);
    for (let at = 0; at < count; at += 1) {
      const x = scale[0] + scale[3] * a.corners[first + at];
      const y = scale[1] + scale[4] * a.corners[all + first + at];
      const z = scale[2] + scale[5] * a.corners[2 * all + first + at];
      const to = 3 * (corner + at);
      mesh.points[to] = m[0] * x + m[1] * y + m[2] * z + m[3];
      mesh.points[to + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
      mesh.points[to + 2] = m[8] * x + m[9] * y + m[10] * z + m[11] + (isFloor && rooms !== "all" ? LIFT : 0);
    }
    mesh.nodes.fill(a.place_node[place], corner, corner + count);
    const own = a.colours.subarray(4 * part, 4 * part + 4);
    for (let at = 0; at < count; at += 1) mesh.colours.set(own, 4 * (corner + at));
    const turned = m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8])
      + m[2] * (m[4] * m[9] - m[5] * m[8]) < 0; // a mirrored shape shows its back
    for (let at = 0; at < faceCount; at += 1) {
      const from = 3 * (firstFace + at);
      const to = 3 * (face + at);
      mesh.faces[to] = corner + a.faces[from];
      mesh.faces[to + 1] = corner + a.faces[from + (turned ? 2 : 1)];
      mesh.faces[to + 2] = corner + a.faces[from + (turned ? 1 : 2)];
    }
    corner += count;
    face += faceCount;
  }
  return mesh;
}

// The least and greatest corners of some things among some meshes; null where none of them is there.
function boxOf(meshes, wanted) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const mesh of meshes) {
    for (let at = 0; at < mesh.nodes.length; at += 1) {
      if (wanted && !wanted.has(mesh.nodes[at])) continue;
      for (let axis = 0; axis < 3; axis += 1) {
        const value = mesh.points[3 * at + axis];
        if (value < low[axis]) low[axis] = value;
        if (value > high[axis]) high[axis] = value;
      }
    }
  }
  return Number.isFinite(low[0]) ? { low, high } : null;
}
