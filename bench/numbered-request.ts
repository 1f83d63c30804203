/** Digits of a number; all are of one length, so that the length of the body is known. */
const LENGTH = 12;

/** Stands where the number of an event belongs. */
export const EVENT = 'E'.repeat(LENGTH);

/** Stands where the number of a visit belongs. */
export const VISIT = 'V'.repeat(LENGTH);

/** A landing page, some products, the cart. */
const EVENTS_PER_VISIT = 8;

const ZERO = '0'.charCodeAt(0);

/** Writes a request; text that is not ASCII would be longer than it says. */
export function postRequest(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length) });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/**
 * Makes, for each connection, the function that writes the n-th HTTP request: each with other events, some of one
 * visitor after the other. What it returns is written over by its next call, and its calls come with growing numbers.
 *
 * @param request text with marks
 * @param events how many stand in it; each has as many marks as the others
 */
export function numberedRequests(request: string, events: number): () => (count: number) => Buffer {
  // Only the digits that change are written: the load shares the machine with what is measured.
  const eventEnds = endsOf(EVENT, request);
  const visitEnds = endsOf(VISIT, request);
  const blank = request.replaceAll(EVENT, '0'.repeat(LENGTH)).replaceAll(VISIT, '0'.repeat(LENGTH));
  return () => {
    const bytes = Buffer.from(blank, 'latin1');
    return (count) => {
      const numberOf = (mark: number, marks: number) => count * events + Math.floor((mark * events) / marks);
      for (let mark = 0; mark < eventEnds.length; mark++) {
        writeDigits(bytes, eventEnds[mark] as number, numberOf(mark, eventEnds.length));
      }
      for (let mark = 0; mark < visitEnds.length; mark++) {
        const visit = Math.floor(numberOf(mark, visitEnds.length) / EVENTS_PER_VISIT);
        writeDigits(bytes, visitEnds[mark] as number, visit);
      }
      return bytes;
    };
  };
}

/** Where each mark in the text has its last character. */
function endsOf(mark: string, text: string): number[] {
  return [...text.matchAll(new RegExp(mark, 'g'))].map(({ index }) => index + mark.length - 1);
}

function writeDigits(bytes: Buffer, end: number, count: number): void {
  for (let at = end, left = count; left > 0; at--) {
    bytes[at] = ZERO + (left % 10);
    left = Math.floor(left / 10);
  }
}
