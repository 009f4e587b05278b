// The data of the page: a JSON text and arrays of numbers, compressed, as text or as bytes.
async function unpack(text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return unpackBytes(bytes);
}

async function unpackBytes(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const size = new DataView(buffer).getUint32(0, true);
  const said = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  const kinds = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array };
  const arrays = {};
  for (const [name, [kind, place, length]] of Object.entries(said.arrays)) {
    arrays[name] = new kinds[kind](buffer, 4 + size + place, length);
  }
  return { ...said, arrays };
}
