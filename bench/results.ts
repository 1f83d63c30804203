import type { Report } from './report.ts';
import { ROUND_SECONDS, ROUNDS } from './rounds.ts';
import type { Table } from './table.ts';

/** Writes the page that shows the table and the reports, and what may be read into them. */
export function resultsPage(head: readonly string[], table: Table, reports: readonly Report[]): string {
  const [names = [], ...rows] = table;
  const lines = [names, names.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `# What the collector does, and what it costs

\`npm run bench\` writes this page.

${head.map((line) => `- ${line}`).join('\n')}

${lines.join('\n')}

## How it is measured

- Everything that is compared runs on the same machine in the same ${ROUNDS} rounds, ${ROUND_SECONDS} s each and one after the
  other. A ratio is of two figures of one round; the table shows the median, and "rounds" every single one. "≥" and "≤"
  say what is promised: where it is not kept, the command fails.
- **Collect**: 64 connections, one request under way on each, every event a new one, as a tag sends it from a product's
  page. The collector checks, hashes and deduplicates it and has it on disk before it answers, while its relay sends all
  events to a stand-in for TikTok that answers after 175 ms; the next turn begins when the last event has got there.
  The echoes parse the same body, keep nothing and send it back: Express 5 with \`express.json()\`, and node's own server
  without any framework. "Through Express" is the same handler by a path that only Express takes.
- **µs CPU each** is the processor's time of the server's process with all its threads, for each request, with the
  relay's work for it. It varies far less than a rate does. The load's own is beside it, since it shares the processors
  with the server.
- **Relay**: a collector is started on a database with the backlog in it; timed from the first request that the stand-in
  sees to the last answer that it gives. One by one claims one event, sends it, settles it and takes the next, by the
  same store and the same connection.
- **Engines**: four callers append groups of events to each store. Postgres runs on the same machine, with every commit
  synced, as it comes but for 512 MB of shared buffers.
- **Ids remembered**: a store that knows so many ids of the last 48 hours takes, claims and settles new events.
- **Memory**: of the collector's process, when it has had nothing to do for some seconds. Between the looks servers send
  orders to \`/v1/events\`, and all of them are stored and delivered.

## What not to read into it

- Figures of two runs, or of two machines, do not compare; ratios of two machines hardly do. All of it, load and stand-in
  and Postgres included, shares the processors named above, so a collector by itself does more.
- The promises of "collect" were set where a request through Express cost 3.6 times what node's own server takes, and so
  1.8 times Express was half of node. Where Express is faster, 1.8 times of it can be as much as node's server answers
  while it keeps nothing; the row beside it, against node, is the same promise without Express.
- The promise of Postgres is a share of SQLite, which has become twice as fast since it was set.
- The load never pauses, so the p99 is that of a server at its limit.
- The disk is this machine's. Every answer waits for it, though many wait together.
- A real TikTok limits requests and fails at times; the stand-in does neither.

${reports.map(section).join('\n')}`;
}

function section({ title, lines }: Report): string {
  return `## ${title}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
}
