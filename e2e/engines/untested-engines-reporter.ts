import type { FullResult, Reporter } from '@playwright/test/reporter';
import { missingEnginesLine } from './installed.ts';

/** Says in the first and in the very last line of a run which engines it could not test, so that nobody overlooks it. */
export default class UntestedEnginesReporter implements Reporter {
  readonly #line = missingEnginesLine();
  readonly #required = process.env.REQUIRE_ENGINES === '1';

  onBegin(): void {
    this.#print();
  }

  /** With REQUIRE_ENGINES=1 a run without all engines has failed, whatever its tests say. */
  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] }> {
    return { status: this.#line && this.#required && status === 'passed' ? 'failed' : status };
  }

  /** Comes after the last words of all other reporters: https://playwright.dev/docs/api/class-reporter#reporter-on-exit */
  async onExit(): Promise<void> {
    this.#print();
  }

  printsToStdio(): boolean {
    return true;
  }

  #print(): void {
    if (!this.#line) return;
    process.stdout.write(`${this.#line}${this.#required ? '. REQUIRE_ENGINES=1: this run fails' : ''}\n`);
  }
}
