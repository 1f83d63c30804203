import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { attempt } from './attempt.ts';
import { eventId } from './event-id.ts';
import { createIdentity } from './identity.ts';
import { readOptions } from './options.ts';
import { identifyToPixel, tellPixel } from './pixel.ts';
import { send, sendKept } from './transport.ts';

/** Who the visitor says to be; each may be raw or SHA-256 already. */
export interface Person {
  readonly email?: string;
  readonly phone?: string;
  readonly externalId?: string | number;
}

/** An event's properties, as the pixel takes them. */
export type Properties = NonNullable<CollectRequest['events'][number]['properties']>;

/** The calls that a page may make. */
export interface Calls {
  /** Tells the pixel and the collector of one event, under one name and one id. */
  track(
    event: string,
    properties?: Properties | null,
    options?: { readonly eventId?: string | number | null } | null,
  ): void;
  identify(person: Person): void;
}

interface Clickthread {
  <Name extends keyof Calls>(call: Name, ...args: Parameters<Calls[Name]>): void;
  /** Calls made before the tag was there. */
  q?: Parameters<Clickthread>[];
  /** The landing page's address, as the stub saw it. */
  u?: string;
  /** Set by the tag, so that a second copy of it does nothing. */
  on?: boolean;
}

declare global {
  interface Window {
    clickthread?: Clickthread;
  }
}

function start(stub: Clickthread | undefined, script: HTMLScriptElement): void {
  const { pixel, endpoint, hybrid } = readOptions(script);
  const identity = createIdentity(stub?.u);
  let user: CollectRequest['user'];

  const calls: Calls = {
    track(event, properties, options) {
      // Templates write null for what they do not have.
      const id = eventId(options?.eventId, properties?.order_id);
      // Apart, so that a pixel that fails does not take the collector's copy with it.
      if (hybrid) attempt(() => tellPixel(event, properties ?? {}, id));
      send(endpoint, {
        v: 1,
        pixel,
        ...identity(),
        page: { url: location.href, referrer: document.referrer },
        user,
        events: [{ event, event_id: id, event_time: Date.now(), properties: properties as Properties }],
      });
    },
    identify({ email, phone, externalId }) {
      user = { email, phone, external_id: externalId };
      if (hybrid) identifyToPixel(email, phone);
    },
  };

  const call = (name: keyof Calls, ...args: unknown[]): void => {
    attempt(() => (calls[name] as (...given: unknown[]) => void)(...args));
  };
  call.on = true;
  window.clickthread = call as Clickthread;
  for (const [name, ...args] of stub?.q ?? []) call(name, ...args);
  // Last, since it throws where storage is blocked.
  sendKept(endpoint);
}

const stub = window.clickthread;
if (!stub?.on) attempt(() => start(stub, document.currentScript as HTMLScriptElement));
