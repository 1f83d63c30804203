/**
 * The simulated pixel runtime, served as /i18n/pixel/events.js?sdkid=CODE&lib=ttq. It takes over from the stub as
 * TikTok's does, in one of two ways (`?takeover=`): `rebind` gives the methods of the same Array new bodies,
 * `replace` puts a new object where the Array was. Wrappers set on the stub are lost in both. Behaviour as seen in
 * public captures: https://github.com/nuxt/scripts (registry entry `tiktok-pixel`).
 * With `?rules=1` the pixel has an event of Events Manager's own, set up without code: it is sent from inside this
 * file. https://ads.tiktok.com/help/article/event-builder
 */
(() => {
  /** @typedef {{email?: string, phone_number?: string, external_id?: string}} KnownUser hashes, but for external_id */
  /** @typedef {Record<string, any>} Pixel stub or live object: Array or not, methods as own properties */
  const script = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src);
  const sdkId = script.searchParams.get('sdkid') ?? '';
  const replaces = script.searchParams.get('takeover') === 'replace';
  const hasRules = script.searchParams.get('rules') === '1';
  /** @type {any} */
  const page = window;
  const globalName = page.TiktokAnalyticsObject ?? 'ttq';
  const thirteenMonthsInSeconds = 390 * 24 * 3600;

  /**
   * Shared by every copy of this file on the page: shops load it once per pixel code, and sometimes twice. Tests look
   * here for what a page has said of consent and cookies.
   */
  const stateKey = Symbol.for('simulated TikTok pixel');
  page[stateKey] ??= {
    /** @type {Record<string, Pixel>} the page's own `_i`: every pixel that was loaded, or is about to be */
    instances: {},
    /** @type {WeakSet<Pixel>} */
    live: new WeakSet(),
    /** @type {Map<string, KnownUser>} '' holds what was said to every pixel */
    users: new Map(),
    /** @type {Map<string, Set<Function>>} */
    listeners: new Map(),
    /** @type {Set<string>} codes whose rules run already */
    ruled: new Set(),
    consent: 'granted',
    /** @type {(() => void)[]} */
    held: [],
    cookies: true,
    hashing: Promise.resolve(),
    pendingHashes: 0,
    sessionId: `${crypto.randomUUID?.() ?? Date.now()}::${Math.random().toString(36).slice(2)}`,
    index: 0,
  };
  const state = page[stateKey];

  /** @param {string} name */
  function cookie(name) {
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
    return found?.slice(name.length + 1);
  }

  /** Crockford's base 32: ten characters of time, sixteen of chance (https://github.com/ulid/spec). */
  function ulid() {
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    let time = '';
    for (let rest = Date.now(), n = 0; n < 10; n++, rest = Math.floor(rest / 32))
      time = digits[rest % 32] + time;
    const chance = crypto.getRandomValues(new Uint8Array(16));
    return time + [...chance].map((byte) => digits[byte % 32]).join('');
  }

  /** The browser knows which suffixes are public: the first domain it lets stick is the widest. */
  function setWidestCookie(/** @type {string} */ name, /** @type {string} */ value) {
    const labels = location.hostname.split('.');
    for (let from = labels.length - 1; from >= -1; from--) {
      const domain = from < 0 ? '' : `; domain=${labels.slice(from).join('.')}`;
      // biome-ignore lint/suspicious/noDocumentCookie: as the real pixel does, in every browser
      document.cookie = `${name}=${value}; path=/; max-age=${thirteenMonthsInSeconds}; samesite=lax${domain}`;
      if (cookie(name) === value) return;
    }
  }

  function firstPartyId() {
    if (!state.cookies || state.consent !== 'granted') return undefined;
    if (!cookie('_ttp')) setWidestCookie('_ttp', `${ulid()}_.tt.1`);
    if (!cookie('_tt_enable_cookie')) setWidestCookie('_tt_enable_cookie', '1');
    return cookie('_ttp');
  }

  /** Nothing over plain http on a host that is not localhost: there SubtleCrypto does not exist. */
  async function sha256(/** @type {string} */ value) {
    if (!crypto.subtle) return undefined;
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** @param {string} code @param {Record<string, any>} given */
  async function rememberUser(code, given) {
    /** @type {KnownUser} */
    const known = {};
    const email = given.email === undefined ? '' : String(given.email).trim().toLowerCase();
    const phone = given.phone_number === undefined ? '' : String(given.phone_number).trim();
    if (given.sha256_email) known.email = given.sha256_email;
    else if (email) known.email = await sha256(email);
    if (given.sha256_phone_number) known.phone_number = given.sha256_phone_number;
    else if (phone) known.phone_number = await sha256(phone);
    // As given: the real pixel was seen to send it unhashed.
    if (given.external_id) known.external_id = String(given.external_id);
    state.users.set(code, { ...state.users.get(code), ...known });
  }

  function identify(/** @type {string} */ code, /** @type {any} */ given) {
    if (!given || typeof given !== 'object') return;
    state.pendingHashes += 1;
    state.hashing = state.hashing
      .then(() => rememberUser(code, given))
      .catch(() => {})
      .then(() => {
        state.pendingHashes -= 1;
      });
  }

  /** @param {string} code @param {string} event @param {any} properties @param {any} options */
  function hit(code, event, properties, options) {
    const now = Date.now();
    const serial = String(Math.floor(Math.random() * 1e13)).padStart(13, '0');
    const address = new URL(location.href);
    const clickId = address.searchParams.get('ttclid') ?? cookie('ttclid');
    return {
      event,
      // Empty where the page gives none: the pixel does not invent one.
      event_id: options?.event_id === undefined || options.event_id === null ? '' : String(options.event_id),
      message_id: `messageId-${now}-${serial}-${code}`,
      is_onsite: false,
      timestamp: new Date(now).toISOString(),
      context: {
        ad: { sdk_env: 'external', jsb_status: 2, ...(clickId ? { ttclid: clickId } : {}) },
        device: { platform: 'pc' },
        user: {},
        pixel: { code, codes: Object.keys(state.instances).join('|'), runtime: '1' },
        page: { url: address.href, referrer: document.referrer, load_progress: '2' },
        library: { name: 'pixel.js', version: '2.2.1' },
        session_id: state.sessionId,
        index: state.index++,
        userAgent: navigator.userAgent,
      },
      properties: properties && typeof properties === 'object' ? { ...properties } : {},
      signal_diagnostic_labels: {},
      _inspection: {},
    };
  }

  function post(/** @type {ReturnType<typeof hit>} */ body) {
    const ttp = firstPartyId();
    const user = {
      ...state.users.get(''),
      ...state.users.get(body.context.pixel.code),
      ...(ttp ? { ttp } : {}),
    };
    fetch(`${script.origin}/api/v2/pixel`, {
      method: 'POST',
      keepalive: true,
      credentials: 'include',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ ...body, context: { ...body.context, user } }),
    }).catch(() => {});
  }

  /** At once, unless a hash is still being made: a page that is being left must not wait for nothing. */
  function send(/** @type {ReturnType<typeof hit>} */ body) {
    if (state.consent === 'revoked') return;
    if (state.consent === 'held') state.held.push(() => send(body));
    else if (state.pendingHashes > 0) state.hashing.then(() => post(body));
    else post(body);
  }

  /** @param {string} code '' for every pixel @param {string} event @param {any} [properties] @param {any} [options] */
  function track(code, event, properties, options) {
    const only = code || options?.pixel_code;
    for (const target of only ? [only] : Object.keys(state.instances))
      send(hit(target, event, properties, options));
    for (const listener of state.listeners.get(event) ?? []) listener(properties);
  }

  function setConsent(/** @type {'granted' | 'held' | 'revoked'} */ consent) {
    state.consent = consent;
    const held = state.held.splice(0);
    if (consent === 'granted') for (const release of held) release();
    if (consent === 'granted') firstPartyId();
    if (consent === 'held') state.held.push(...held);
  }

  /** @returns {Record<string, (...args: any[]) => any>} what the object for `code` can do; '' is the global one */
  function methodsFor(/** @type {string} */ code) {
    /** @param {string} name @param {Function} listener */
    const listen = (name, listener) => {
      state.listeners.set(name, (state.listeners.get(name) ?? new Set()).add(listener));
    };
    return {
      track: (event, properties, options) => track(code, event, properties, options),
      page: (properties) => track(code, 'Pageview', properties),
      identify: (given) => identify(code, given),
      ready: (callback) => setTimeout(() => callback?.(), 0),
      enableCookie: () => {
        state.cookies = true;
        firstPartyId();
      },
      disableCookie: () => {
        state.cookies = false;
      },
      holdConsent: () => setConsent('held'),
      grantConsent: () => setConsent('granted'),
      revokeConsent: () => setConsent('revoked'),
      on: listen,
      once: listen,
      off: (name, listener) => state.listeners.get(name)?.delete(listener),
      debug: () => {},
      alias: () => {},
      group: () => {},
    };
  }

  /** New methods on `target`, then the calls that waited in `waiting`, in their order. */
  function bringToLife(
    /** @type {Pixel} */ target,
    /** @type {string} */ code,
    /** @type {any[]} */ waiting,
  ) {
    const methods = methodsFor(code);
    if (code === '') {
      methods.instance = (wanted) => target._i?.[wanted] ?? bringToLife([], wanted, []);
      methods.instances = () => Object.values(target._i ?? {});
    }
    const run = (/** @type {any} */ call) => Array.isArray(call) && methods[call[0]]?.(...call.slice(1));
    // Old snippets push their calls, and a late second snippet makes every method push again.
    Object.assign(target, methods, { push: (/** @type {any[]} */ ...calls) => calls.map(run).length });
    for (const call of waiting) run(call);
    return target;
  }

  /** What Events Manager has set up for this pixel; it goes the way that is open to pages, through the live object. */
  function runRules() {
    if (!hasRules || !sdkId || state.ruled.has(sdkId)) return;
    state.ruled.add(sdkId);
    page[globalName].instance(sdkId).track('ClickButton', { pixelMethod: 'standard' });
  }

  /**
   * What `stub` becomes: itself, or a new object with its own properties. What lives already is left alone: a
   * second copy of this file has only its own pixel to add.
   */
  function takeOver(/** @type {Pixel} */ stub, /** @type {string} */ code) {
    if (state.live.has(stub)) return stub;
    const waiting = Array.isArray(stub) ? stub.splice(0) : [];
    const successor = replaces ? { ...stub } : stub;
    state.live.add(successor);
    if (code === '') page[globalName] = successor;
    else state.instances[code] = successor;
    return bringToLife(successor, code, waiting);
  }

  const found = page[globalName] ?? [];
  found._i ??= {};
  state.instances = found._i;
  if (sdkId) found._i[sdkId] ??= [];
  takeOver(found, '');
  for (const [code, bag] of Object.entries(state.instances)) takeOver(bag, code);
  firstPartyId();
  runRules();
})();
