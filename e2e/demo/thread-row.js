const KEY_WORDS = {
  ttclid: 'click id',
  ttp: 'browser id',
  email: 'email',
  phone: 'phone',
  ip: 'ip',
  user_agent: 'agent',
};

/** Everything that came from outside goes in as text. */
function make(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** One line: one event, as each of the three saw it. */
export function threadRow(thread, hue) {
  const row = make(
    'li',
    'thread',
    cell('pixel', thread, thread.pixel, pixelState, 'not by the pixel'),
    cell('collector', thread, thread.collector, collectorState, missingAtCollector(thread)),
    cell('tiktok', thread, thread.tiktok, tiktokState, 'not yet'),
  );
  row.tabIndex = 0;
  row.dataset.event = thread.event;
  if (thread.eventId) row.dataset.eventId = thread.eventId;
  if (hue === undefined) row.classList.add('loose');
  else row.style.setProperty('--hue', hue);
  return row;
}

function cell(column, thread, sighting, statesOf, absent) {
  if (!sighting) return make('div', `cell ${column} absent`, absent);
  return make(
    'div',
    `cell ${column}`,
    make('div', 'cell-top', make('strong', '', thread.event), chip(thread.eventId), price(sighting)),
    make('div', 'states', ...statesOf(sighting), make('time', '', clock(sighting.at))),
    matchKeys(sighting.matchKeys),
  );
}

function pixelState({ times }) {
  return [badge(times === 1 ? 'sent' : `sent ${times} times`, 'plain')];
}

function collectorState({ state, attempts, reason }) {
  const words = { due: 'stored, waiting to go', accepted: 'stored, accepted', dead: 'dead' };
  const badges = [badge(words[state], { due: 'waiting', accepted: 'good', dead: 'bad' }[state])];
  if (attempts > 1) badges.push(badge(`${attempts} attempts`, 'plain'));
  if (reason && state !== 'accepted') badges.push(badge(reason, 'plain'));
  return badges;
}

function tiktokState({ merged, dropped }) {
  const badges = [badge('counted once', 'good')];
  if (merged > 0) badges.push(badge(`${merged} merged`, 'plain'));
  if (dropped > 0) badges.push(badge(`${dropped} dropped`, 'plain'));
  return badges;
}

function missingAtCollector(thread) {
  return thread.eventId ? 'not yet' : 'no event id, so not relayed';
}

function badge(words, kind) {
  return make('span', `badge ${kind}`, words);
}

function chip(eventId) {
  const made = make('code', 'chip', eventId ? shortened(eventId) : 'no event id');
  made.title = eventId ?? 'Nothing ties this copy to another one';
  return made;
}

function shortened(eventId) {
  return eventId.length > 14 ? `${eventId.slice(0, 5)}…${eventId.slice(-4)}` : eventId;
}

function price({ value, currency }) {
  if (value === undefined) return undefined;
  return make('span', 'price', `${value.toFixed(2)} ${currency ?? ''}`);
}

function matchKeys(carried) {
  const list = make('ul', 'match-keys');
  for (const [key, words] of Object.entries(KEY_WORDS)) {
    const has = carried.includes(key);
    const item = make('li', has ? 'carried' : 'missing', words);
    item.title = has ? `carried ${key}` : `without ${key}`;
    list.append(item);
  }
  return list;
}

function clock(at) {
  return new Date(at).toLocaleTimeString('en-GB');
}
