export interface SnippetOptions {
  readonly code: string;
  /** Address of events.js without `sdkid` and `lib`; other parameters are kept (`?takeover=replace`, `?rules=1`). */
  readonly scriptUrl: string;
  /** The page may call the pixel something else than `ttq`; events.js looks in `window.TiktokAnalyticsObject`. */
  readonly globalName?: string;
}

/** Inside `<script>` a `<` in a value could close the element. */
const literal = (value: string) => JSON.stringify(value).replaceAll('<', '\\u003c');

/**
 * The inline stub a shop pastes, with the mechanics of the stock one and none of its text: an Array that carries
 * methods, each of which pushes `[method, ...arguments]` until events.js takes over
 * (described in https://github.com/nuxt/scripts, registry entry `tiktok-pixel`).
 */
export function pixelSnippet({ code, scriptUrl, globalName = 'ttq' }: SnippetOptions): string {
  return `!function (window, document, name) {
  window.TiktokAnalyticsObject = name;
  var stub = window[name] = window[name] || [];
  stub.methods = ['page', 'track', 'identify', 'instances', 'debug', 'on', 'off', 'once', 'ready', 'alias', 'group',
    'enableCookie', 'disableCookie', 'holdConsent', 'revokeConsent', 'grantConsent'];
  stub.setAndDefer = function (target, method) {
    target[method] = function () {
      target.push([method].concat(Array.prototype.slice.call(arguments, 0)));
    };
  };
  for (var i = 0; i < stub.methods.length; i++) stub.setAndDefer(stub, stub.methods[i]);
  stub.instance = function (code) {
    var bag = (stub._i && stub._i[code]) || [];
    for (var n = 0; n < stub.methods.length; n++) stub.setAndDefer(bag, stub.methods[n]);
    return bag;
  };
  stub.load = function (code, options) {
    var address = ${literal(scriptUrl)};
    stub._i = stub._i || {};
    stub._i[code] = [];
    stub._i[code]._u = address;
    stub._t = stub._t || {};
    stub._t[code] = +new Date();
    stub._o = stub._o || {};
    stub._o[code] = options || {};
    var script = document.createElement('script');
    script.type = 'text/javascript';
    script.async = true;
    script.src = address + (address.indexOf('?') < 0 ? '?' : '&') + 'sdkid=' + code + '&lib=' + name;
    var first = document.getElementsByTagName('script')[0];
    first.parentNode.insertBefore(script, first);
  };
  stub.load(${literal(code)});
  stub.page();
}(window, document, ${literal(globalName)});`;
}
