// What is known of things. A thing is a number from 1 on; 0 is nothing.
function thingsOf(data) {
  const a = data.arrays;
  const text = (place) => data.texts[place];
  const gathered = (keys, values) => {
    const found = new Map();
    keys.forEach((key, at) => {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(values[at]);
    });
    return found;
  };
  const members = gathered(a.group_of, a.group_to);
  const groups = gathered(a.group_to, a.group_of);
  const feeds = gathered(a.feeds_of, a.feeds_to);
  const fedBy = gathered(a.feeds_to, a.feeds_of);
  const facts = data.facts.map((label, at) => {
    const values = new Map();
    a[`fact${at}_node`].forEach((node, place) => values.set(node, text(a[`fact${at}_text`][place])));
    return { label, values, warns: at === data.facts.length - 1 };
  });
  const count = a.name.length;
  const things = {
    count,
    name: (node) => text(a.name[node - 1]),
    noun: (node) => text(a.noun[node - 1]),
    storey: (node) => a.storey[node - 1],
    building: (node) => a.building[node - 1],
    groups: (node) => groups.get(node) || [],
    members: (node) => members.get(node) || [],
    feeds: (node) => feeds.get(node) || [],
    fedBy: (node) => fedBy.get(node) || [],
    facts: (node) => facts.map((fact) => ({ ...fact, value: fact.values.get(node) })).filter((fact) => fact.value),
  };
  // Everything drawn that a thing stands for: itself, what a dwelling or system groups, what a storey or building holds.
  things.parts = (node) => {
    const found = new Set([node]);
    for (const one of things.members(node)) found.add(one);
    for (const column of [a.storey, a.building]) {
      if (column[node - 1] === node) column.forEach((of, at) => of === node && found.add(at + 1));
    }
    return found;
  };
  const plain = (value) => value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  let index = null;
  things.search = (query, most) => {
    index = index || Array.from({ length: count }, (_, at) => {
      const node = at + 1;
      const home = [things.building(node), things.storey(node)].filter((one) => one && one !== node).map(things.name);
      return { node, name: plain(things.name(node)), all: plain([things.name(node), things.noun(node), ...home].join(" ")) };
    });
    const words = plain(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const rank = (one) => (one.name === words.join(" ") ? 0 : one.name.startsWith(words[0]) ? 1 : one.name.includes(words[0]) ? 2 : 3);
    const wholes = (one) => (things.members(one.node).length ? 0 : 1);
    return index
      .filter((one) => words.every((word) => one.all.includes(word)))
      .map((one) => [rank(one), wholes(one), one.name.length, one])
      .sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
      .slice(0, most)
      .map((one) => one[3].node);
  };
  return things;
}
