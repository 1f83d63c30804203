import { paramFault, type Rule } from './shape.ts';

export type EventSource = 'web' | 'app' | 'offline' | 'crm';

/** https://ads.tiktok.com/help/article/supported-standard-events : `Lead` and `SubmitForm` take turns in that list. */
const standard = `AddPaymentInfo AddToCart AddToWishlist ApplicationApproval CompleteRegistration Contact
  CustomizeProduct Download FindLocation InitiateCheckout Lead Purchase Schedule Search StartTrial
  SubmitApplication SubmitForm Subscribe ViewContent`.split(/\s+/);

/** No longer listed, still sent by TikTok's own tag-manager templates, so TikTok must still take them. */
const retired = ['CompletePayment', 'PlaceAnOrder', 'ClickButton'];

/** https://ads.tiktok.com/help/article/reserved-events : TikTok renames these, so the names sent and seen differ. */
const reserved =
  `AddBilling Browse Checkout ClickForm ClickInDownloadPage ClickToDownload Consult ConsultByPhone
  Registration StartCheckout ViewConsultationPage ViewDownloadPage ViewForm`.split(/\s+/);

const appOnly =
  `AchieveLevel Checkout CompleteTutorial CreateGroup CreateRole GenerateLead InAppADClick InAppADImpr
  InstallApp JoinGroup LaunchAPP LoanApplication LoanApproval LoanDisbursal Login Rate Registration SpendCredits
  UnlockAchievement`.split(/\s+/);

const accepted: Readonly<Record<EventSource, ReadonlySet<string>>> = {
  web: new Set([...standard, ...retired, 'Pageview']),
  app: new Set([...standard, ...retired, ...appOnly]),
  offline: new Set([...standard, ...retired]),
  crm: new Set([...standard, ...retired]),
};

const lowerCased = (names: Iterable<string>) => new Set([...names].map((name) => name.toLowerCase()));
const nearlyAccepted = { web: lowerCased(accepted.web), app: lowerCased(accepted.app) };
const reservedNames = new Set(reserved);

/** https://ads.tiktok.com/help/article/custom-events */
const customName = /^[A-Za-z][A-Za-z0-9_-]{0,49}$/;
/** CRM stages are mapped by hand in Events Manager and may be written in any language. */
const crmName = /^\p{L}(?:[\p{L}\p{M}\p{N} _-]{0,48}[\p{L}\p{M}\p{N}_-])?$/u;

function problemOf(name: string, source: EventSource): string | undefined {
  if (accepted[source].has(name)) return undefined;
  if (source === 'offline') return 'Offline events must be standard events.';
  if (source === 'crm') return crmName.test(name) ? undefined : 'Not a valid event name.';
  if (reservedNames.has(name)) return `"${name}" is a reserved event name.`;
  // Names are case-sensitive: `purchase` would become a custom event that no campaign can optimise for.
  if (nearlyAccepted[source].has(name.toLowerCase()))
    return `"${name}" is a standard event name in other case.`;
  return customName.test(name) ? undefined : 'Not a valid custom event name.';
}

export const eventName =
  (source: EventSource): Rule =>
  (value, path) => {
    if (typeof value !== 'string') return paramFault(path, 'Not a valid string.');
    const problem = problemOf(value, source);
    return problem === undefined ? undefined : paramFault(path, problem);
  };
