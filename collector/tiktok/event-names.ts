import type { EventSource } from './event.ts';

/**
 * TikTok's event names, the one place that has them. They are case-sensitive.
 * https://ads.tiktok.com/help/article/supported-standard-events
 * https://ads.tiktok.com/help/article/how-to-adopt-tiktoks-updated-standard-events
 * https://ads.tiktok.com/help/article/reserved-events
 */

/** What a name is, by the sources whose events may have it. */
interface Row {
  /** TikTok lists it. */
  readonly current?: readonly EventSource[];
  /** TikTok lists it no longer, and still takes it. */
  readonly retired?: readonly EventSource[];
  /** TikTok renames it, so that the name sent and the name seen differ; no custom event may be called so. */
  readonly reserved?: readonly EventSource[];
  /** Behind a retired name: what TikTok says to use. Behind a reserved one: what it becomes. */
  readonly now?: readonly string[];
}

const EVERYWHERE = ['web', 'app', 'offline', 'crm'] as const;
/** The names of CRM events are the site's own, mapped by hand in Events Manager: TikTok renames none of them. */
const RENAMED = ['web', 'app', 'offline'] as const;

const TABLE = {
  AddPaymentInfo: { current: EVERYWHERE },
  AddToCart: { current: EVERYWHERE },
  AddToWishlist: { current: EVERYWHERE },
  ApplicationApproval: { current: EVERYWHERE },
  CompleteRegistration: { current: EVERYWHERE },
  Contact: { current: EVERYWHERE },
  CustomizeProduct: { current: EVERYWHERE },
  Download: { current: EVERYWHERE },
  FindLocation: { current: EVERYWHERE },
  InitiateCheckout: { current: EVERYWHERE },
  Lead: { current: EVERYWHERE },
  Purchase: { current: EVERYWHERE },
  Schedule: { current: EVERYWHERE },
  Search: { current: EVERYWHERE },
  StartTrial: { current: EVERYWHERE },
  SubmitApplication: { current: EVERYWHERE },
  Subscribe: { current: EVERYWHERE },
  ViewContent: { current: EVERYWHERE },

  // As the pixel spells it on the wire. https://github.com/tiktok/gtm-template-pixel
  Pageview: { current: ['web'] },

  // Renamed in May 2025, "fully supported" under the old name.
  CompletePayment: { retired: EVERYWHERE, now: ['Purchase'] },
  SubmitForm: { retired: EVERYWHERE, now: ['Lead'] },
  // Supported until 2027, and renamed to nothing.
  ClickButton: { retired: EVERYWHERE, now: ['Lead', 'Purchase', 'ViewContent'] },
  PlaceAnOrder: { retired: EVERYWHERE, now: ['Lead', 'Purchase', 'ViewContent'] },

  AddBilling: { reserved: RENAMED, now: ['AddPaymentInfo'] },
  // A page view, which is no offline event.
  Browse: { reserved: ['web', 'app'], now: ['Pageview'] },
  // To apps it is a standard event, like Registration.
  Checkout: { current: ['app'], reserved: ['web', 'offline'], now: ['PlaceAnOrder'] },
  // "Lead" until May 2025, "SubmitForm" since September, which is the older name of "Lead".
  ClickForm: { reserved: RENAMED, now: ['Lead'] },
  ClickInDownloadPage: { reserved: RENAMED, now: ['ClickButton'] },
  ClickToDownload: { reserved: RENAMED, now: ['Download'] },
  Consult: { reserved: RENAMED, now: ['Contact'] },
  ConsultByPhone: { reserved: RENAMED, now: ['Contact'] },
  Registration: { current: ['app'], reserved: ['web', 'offline'], now: ['CompleteRegistration'] },
  StartCheckout: { reserved: RENAMED, now: ['InitiateCheckout'] },
  ViewConsultationPage: { reserved: RENAMED, now: ['ViewContent'] },
  ViewDownloadPage: { reserved: RENAMED, now: ['ViewContent'] },
  ViewForm: { reserved: RENAMED, now: ['ViewContent'] },

  // Of apps alone. https://github.com/bububa/tiktok-business (enum)
  AchieveLevel: { current: ['app'] },
  CompleteTutorial: { current: ['app'] },
  CreateGroup: { current: ['app'] },
  CreateRole: { current: ['app'] },
  GenerateLead: { current: ['app'] },
  InAppADClick: { current: ['app'] },
  InAppADImpr: { current: ['app'] },
  InstallApp: { current: ['app'] },
  JoinGroup: { current: ['app'] },
  LaunchAPP: { current: ['app'] },
  LoanApplication: { current: ['app'] },
  LoanApproval: { current: ['app'] },
  LoanDisbursal: { current: ['app'] },
  Login: { current: ['app'] },
  Rate: { current: ['app'] },
  SpendCredits: { current: ['app'] },
  UnlockAchievement: { current: ['app'] },
} as const satisfies Readonly<Record<string, Row>>;

/** A name that the table knows, for whatever source. */
export type EventName = keyof typeof TABLE;

export const PAGE_VIEW = 'Pageview' satisfies EventName;

/** What a name is to TikTok in events of one source. */
export type EventNameStatus =
  | { readonly kind: 'current' }
  /** `now`: what TikTok says to use; one name where it renamed this one, several where it gave it up. */
  | { readonly kind: 'retired'; readonly now: readonly string[] }
  | { readonly kind: 'reserved'; readonly becomes: string }
  /** One of TikTok's names in other case: it would become a custom event that no campaign can optimise for. */
  | { readonly kind: 'other_case'; readonly name: string }
  | { readonly kind: 'custom' }
  | { readonly kind: 'invalid'; readonly rule: string };

const rows: readonly (readonly [string, Row])[] = Object.entries(TABLE);
const spelled = new Map(rows.map(([name]) => [name.toLowerCase(), name]));
const rowOf = new Map(rows);

/** https://ads.tiktok.com/help/article/custom-events */
const CUSTOM_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,49}$/;
const CUSTOM_RULE =
  'a standard name, or a letter and then up to 49 letters, digits, "_" and "-" (ads.tiktok.com/help/article/custom-events)';

/** Letters of any language, as Events Manager takes them for CRM events. https://ads.tiktok.com/help/article/custom-events */
const CRM_NAME = /^\p{L}[\p{L}\p{M}\p{N} _-]{0,49}(?<! )$/u;
const CRM_RULE =
  'a letter of any language and then up to 49 letters, digits, blanks, "_" and "-", the last of them no blank';

/** https://ads.tiktok.com/help/article/about-events-api-for-offline */
const OFFLINE_RULE =
  "one of TikTok's standard names, since offline events have no others (ads.tiktok.com/help/article/supported-standard-events)";

/** Whether TikTok takes an event of this name from this source, and as what. */
export function eventNameStatus(name: string, source: EventSource): EventNameStatus {
  const exact = listed(name, source);
  if (exact) return exact;
  const spelling = spelled.get(name.toLowerCase());
  const nearly = spelling === undefined ? undefined : listed(spelling, source);
  if (nearly?.kind === 'reserved') return nearly;
  if (nearly) return { kind: 'other_case', name: spelling as string };
  return unlisted(name, source);
}

/** What the table says of a name in exactly this spelling. */
function listed(name: string, source: EventSource): EventNameStatus | undefined {
  const row = rowOf.get(name);
  if (row?.current?.includes(source)) return { kind: 'current' };
  if (row?.retired?.includes(source)) return { kind: 'retired', now: row.now ?? [] };
  if (row?.reserved?.includes(source)) return { kind: 'reserved', becomes: row.now?.[0] as string };
  return undefined;
}

function unlisted(name: string, source: EventSource): EventNameStatus {
  if (source === 'offline') return { kind: 'invalid', rule: OFFLINE_RULE };
  if (source === 'crm') return CRM_NAME.test(name) ? { kind: 'custom' } : { kind: 'invalid', rule: CRM_RULE };
  return CUSTOM_NAME.test(name) ? { kind: 'custom' } : { kind: 'invalid', rule: CUSTOM_RULE };
}

/** The names that TikTok lists for events of this source today. */
export function currentEventNames(source: EventSource): readonly string[] {
  return rows.flatMap(([name, row]) => (row.current?.includes(source) ? [name] : []));
}
