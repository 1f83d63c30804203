/**
 * What the tag promises, and which tests show it in each engine. `npm test` runs these in all of them, and in Chromium
 * the whole road; `npm run e2e:all` runs every test in every engine.
 */
export const PROPERTIES: Readonly<Record<string, RegExp>> = {
  'the engine is itself':
    /the engine is the one it says|cookies meet the real public suffixes|clicks and keys are trusted/,
  'an event in a click that leaves arrives':
    /every event in the click on a link that leaves at once|an event arrives whose tab is closed/,
  'a click id that was seen is never lost':
    /the click id is caught (though the next line of the page leaves it|by the stub)/,
  'pixel and collector have one id': /requests are plain text with cookies and no preflight/,
  'nothing is thrown into the page':
    /costs no event, and throws nothing|costs only itself, and throws nothing|in a sandboxed frame/,
  'loaded twice counts once':
    /loaded twice, everything counts once: the (same file twice|file of another host)/,
  'spoilt state is put right':
    /replaced by a new one in one load: (another format|a malformed escape)|a spoilt visitor id is replaced/,
  'cookies have the widest domain':
    /cookies of (shop\.com|www\.shop\.co\.uk|x\.github\.io|localhost|127\.0\.0\.1) have the widest domain/,
  'cookies have the right attributes': /SameSite=Lax, and for 90 days/,
  'cookies of the collector stay as it set them': /script writes none of them again/,
  'ids outlive the loss of a store':
    /the loss of (cookie, which|cookie and localStorage|all stores)|ids live in memory|where stores disagree/,
  'the first and the last click are kept': /another one replaces it, the first stays/,
  'ids go to the other domains':
    /^.*hand-off\.spec\.ts.*(a click on an image in a link|a link and Enter|a link that is added later|in a shadow root hands|method GET hands|method POST hands|window\.open hands|a middle click|a decorated address)/,
  'ids go nowhere else': /a host that is not listed gets nothing|a form whose button sends it elsewhere/,
  'a hand-over cannot be forged, kept or passed on':
    /a forged hand-over|counts in its minute and the next|passed on to somebody else/,
  'the address bar stays clean': /every other byte stays: (in the middle|alone, with|among odd)/,
  'large bursts arrive whole': /thirty events of 3 KiB in one task|without sendBeacon thirty/,
  'what failed is sent again':
    /without a network an event waits|after 503 the page sends nothing|next page, the same in everything/,
  'consent is kept to':
    /before consent nothing leaves|consent keeps the current click|a withdrawal removes everything of ours.*required|before the withdrawal sets are removed|a returning visitor has agreed|tcf: nothing before.*before the tag|consent-mode: nothing before.*before the tag|shopify: nothing before.*before the tag/,
  'one page view an address':
    /page views with data-pageviews="": |on the Navigation API|comes later, by pushState|comes back as it was left/,
  'a strict policy is enough': /under a strict policy with Trusted Types/,
  'checkouts get the ids':
    /fit where Stripe takes them|fields that ask for an id have it|hidden fields: post, sent by click|a custom pixel in its sandboxed frame/,
};
