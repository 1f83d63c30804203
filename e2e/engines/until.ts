const WITHIN_MS = 15_000;
const PAUSE_MS = 25;

/**
 * Asks until the answer is truthy, and gives it. What the question throws is an answer like "not yet": the page it was
 * put to may have gone away meanwhile.
 *
 * @throws Error with the last answer where none is truthy within 15 seconds
 */
export async function until<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  const giveUpAt = Date.now() + WITHIN_MS;
  for (;;) {
    let answer: unknown;
    try {
      const given = await ask();
      if (given) return given;
      answer = given;
    } catch (error) {
      answer = error;
    }
    if (Date.now() > giveUpAt) throw new Error(`waited ${WITHIN_MS} ms for ${what}, at last: ${answer}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
