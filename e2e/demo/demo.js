import { threadRow } from './thread-row.js';

const POLL_EVERY_MS = 1000;
const element = (id) => document.getElementById(id);

/** The rows on the page by their key, each with the JSON it was made from. */
const rows = new Map();
/** An id keeps its colour for as long as the page is open. */
const hues = new Map();
let latest = { threads: [] };

function hueOf(eventId) {
  // Turning by the golden angle keeps neighbours far apart, however many there are.
  if (!hues.has(eventId)) hues.set(eventId, Math.round((12 + hues.size * 137.508) % 360));
  return hues.get(eventId);
}

function isPageView(thread) {
  return thread.event === 'Pageview';
}

function showThreads(threads) {
  const list = element('threads');
  const shown = threads.filter((thread) => element('page-views').checked || !isPageView(thread));
  const keys = new Set(shown.map(({ key }) => key));
  for (const [key, { row }] of rows) {
    if (keys.has(key)) continue;
    row.remove();
    rows.delete(key);
  }
  shown.forEach((thread, position) => {
    const json = JSON.stringify(thread);
    const known = rows.get(thread.key);
    const isCurrent = known?.json === json;
    const row = isCurrent ? known.row : threadRow(thread, thread.eventId && hueOf(thread.eventId));
    if (!isCurrent) rows.set(thread.key, { row, json });
    if (known && !isCurrent) known.row.replaceWith(row);
    if (list.children[position] !== row) list.insertBefore(row, list.children[position] ?? null);
  });
  element('empty').hidden = shown.length > 0;
}

function showHeadline({ counted, copies, value }) {
  element('purchases').textContent = counted;
  element('copies').textContent = copies;
  element('sales').textContent = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
  }).format(value);
}

function showStatus(state, words) {
  element('status').dataset.state = state;
  element('status').textContent = words;
}

function show(state) {
  latest = state;
  const pageViews = state.threads.filter(isPageView).length;
  element('page-view-count').textContent = pageViews;
  element('page-views-label').hidden = pageViews === 0;
  // Oldest first, so that colours are given out in the order in which things happened.
  for (const { eventId } of state.threads.toReversed()) if (eventId) hueOf(eventId);
  showHeadline(state.purchases);
  showThreads(state.threads);
  if (state.collectorAnswers) showStatus('live', 'live');
  else showStatus('down', 'the collector does not answer');
}

async function poll() {
  try {
    const response = await fetch('/demo/state');
    if (!response.ok) throw new Error(await response.text());
    show(await response.json());
  } catch {
    showStatus('down', 'the demo has stopped');
  }
  setTimeout(poll, POLL_EVERY_MS);
}

/** Twins are all cells with one event id: within a row, and across rows where two events share an id. */
function highlight(event) {
  const eventId = event.target.closest?.('.thread')?.dataset.eventId;
  for (const row of element('threads').children) {
    row.classList.toggle('twin', eventId !== undefined && row.dataset.eventId === eventId);
    row.classList.toggle('aside', eventId !== undefined && row.dataset.eventId !== eventId);
  }
}

// The ad lives on a host of its own, on the port that the demo happened to get.
element('open-ad').port = location.port;
element('page-views').addEventListener('change', () => showThreads(latest.threads));
for (const type of ['pointerover', 'focusin']) element('threads').addEventListener(type, highlight);
for (const type of ['pointerleave', 'focusout']) {
  element('threads').addEventListener(type, () => highlight({ target: document }));
}
poll();
