type Verdict = 'partial' | 'right' | 'wrong';

const TWO = '2'.charCodeAt(0);
/** Of the status' first digit, after `HTTP/1.1 `. */
const STATUS_AT = 9;

/**
 * Makes the function that is handed what one connection receives, piece by piece, and says of each whole answer
 * whether it is a 2xx with `expected` in it. Answers of one server are alike: once one has been read in full, the next
 * of its length is only looked at where that one had what was expected.
 */
export function createAnswerCheck(expected: string): (bytes: Buffer, length: number) => Verdict {
  const wanted = Buffer.from(expected, 'latin1');
  let pieces: Buffer[] = [];
  let likeLength = -1;
  let likeAt = 0;

  function readInFull(answer: Buffer): Verdict {
    if (!isWhole(answer)) {
      pieces = [answer];
      return 'partial';
    }
    const at = answer.indexOf(wanted);
    if (at < 0 || answer[STATUS_AT] !== TWO) return 'wrong';
    likeLength = answer.length;
    likeAt = at;
    return 'right';
  }

  return function check(bytes, length) {
    if (pieces.length === 0 && length === likeLength && bytes[STATUS_AT] === TWO) {
      if (wanted.compare(bytes, likeAt, likeAt + wanted.length) === 0) return 'right';
    }
    // The memory of a connection is written over by the next piece.
    const answer = Buffer.concat([...pieces, bytes.subarray(0, length)]);
    pieces = [];
    return readInFull(answer);
  };
}

function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, headEnd))?.[1];
  return answer.length >= headEnd + 4 + Number(length);
}
