/**
 * A request that is refused as a whole. Carries what the sender is told, never what the sender sent:
 * messages name the path and the rule, so that no e-mail address or phone number ends in a log.
 */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly status: number;
  readonly code: string;
  readonly path: string | undefined;
  /** Where the same request may be taken later. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, path?: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.path = path;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
