const KEY_WORDS = {
  ttclid: 'click id',
  ttp: 'browser id',
  email: 'email',
  phone: 'phone',
  ip: 'ip',
  user_agent: 'agent',
};

/** Words and colour for what became of a stored event. */
const STATES = {
  due: ['stored, waiting to go', 'waiting'],
  accepted: ['stored, accepted', 'good'],
  dead: ['dead', 'bad'],
  collected: ['stored, kept here', 'plain'],
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
    cell('pixel', thread, thread.pixel, pixelState, missingAtPixel(thread)),
    cell('collector', thread, thread.collector, collectorState, missingAtCollector(thread)),
    cell('tiktok', thread, thread.tiktok, tiktokState, missingAtTikTok(thread)),
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
  const badges = [badge(...STATES[state])];
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

/** The pixel gives its page views no id, so that nothing ties them to the collector's copies. */
function missingAtPixel({ collector }) {
  return collector?.state === 'collected' ? 'under no event id' : 'not by the pixel';
}

function missingAtTikTok({ collector }) {
  return collector?.state === 'collected' ? 'left to the pixel' : 'not yet';
}

function missingAtCollector(thread) {
  return thread.eventId ? 'not yet' : 'no event id, so no twin here';
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
