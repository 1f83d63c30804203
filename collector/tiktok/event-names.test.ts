import { describe, expect, it } from 'vitest';
import type { EventSource } from './event.ts';
import { currentEventNames, type EventNameStatus, eventNameStatus, PAGE_VIEW } from './event-names.ts';

// https://ads.tiktok.com/help/article/supported-standard-events
const STANDARD = `AddPaymentInfo AddToCart AddToWishlist ApplicationApproval CompleteRegistration Contact
  CustomizeProduct Download FindLocation InitiateCheckout Lead Purchase Schedule Search StartTrial
  SubmitApplication Subscribe ViewContent`.split(/\s+/);

// https://github.com/bububa/tiktok-business (enum): what apps have beyond the names that they share with the web.
const APP_ALONE = `AchieveLevel Checkout CompleteTutorial CreateGroup CreateRole GenerateLead InAppADClick
  InAppADImpr InstallApp JoinGroup LaunchAPP LoanApplication LoanApproval LoanDisbursal Login Rate Registration
  SpendCredits UnlockAchievement`.split(/\s+/);

describe('currentEventNames', () => {
  it.each<[EventSource, readonly string[], string]>([
    ['web', [...STANDARD, PAGE_VIEW], 'the 18, and page views'],
    ['offline', STANDARD, 'the 18'],
    ['crm', STANDARD, 'the 18'],
    ['app', [...STANDARD, ...APP_ALONE], 'the 18, and those of apps'],
  ])('%s has the names that TikTok documents, and no others (%s)', (source, names) => {
    expect([...currentEventNames(source)].sort()).toEqual([...names].sort());
  });
});

const SOURCES = ['web', 'app', 'offline', 'crm'] as const;

describe('eventNameStatus', () => {
  it.each(SOURCES.flatMap((source) => STANDARD.map((name) => [name, source] as const)))(
    '%s is current in %s events',
    (name, source) => {
      expect(eventNameStatus(name, source)).toEqual({ kind: 'current' });
    },
  );

  // https://ads.tiktok.com/help/article/how-to-adopt-tiktoks-updated-standard-events
  it.each<[string, readonly string[], string]>([
    ['CompletePayment', ['Purchase'], 'renamed'],
    ['SubmitForm', ['Lead'], 'renamed'],
    ['PlaceAnOrder', ['Lead', 'Purchase', 'ViewContent'], 'given up, until 2027'],
    ['ClickButton', ['Lead', 'Purchase', 'ViewContent'], 'given up, until 2027'],
  ])('%s is retired for %j, whatever the source (%s)', (name, now) => {
    for (const source of SOURCES) expect(eventNameStatus(name, source)).toEqual({ kind: 'retired', now });
  });

  // https://ads.tiktok.com/help/article/reserved-events
  it.each([
    ['AddBilling', 'AddPaymentInfo'],
    ['Browse', PAGE_VIEW],
    ['Checkout', 'PlaceAnOrder'],
    ['ClickForm', 'Lead'],
    ['ClickInDownloadPage', 'ClickButton'],
    ['ClickToDownload', 'Download'],
    ['Consult', 'Contact'],
    ['ConsultByPhone', 'Contact'],
    ['Registration', 'CompleteRegistration'],
    ['StartCheckout', 'InitiateCheckout'],
    ['ViewConsultationPage', 'ViewContent'],
    ['ViewDownloadPage', 'ViewContent'],
    ['ViewForm', 'ViewContent'],
  ])('%s is reserved and becomes %s', (name, becomes) => {
    expect(eventNameStatus(name, 'web')).toEqual({ kind: 'reserved', becomes });
    expect(eventNameStatus(name.toLowerCase(), 'web')).toEqual({ kind: 'reserved', becomes });
  });

  it.each<[string, EventSource, Partial<EventNameStatus>, string]>([
    ['purchase', 'web', { kind: 'other_case', name: 'Purchase' }, 'names are case-sensitive'],
    ['completepayment', 'web', { kind: 'other_case', name: 'CompletePayment' }, 'so are the retired ones'],
    ['PageView', 'web', { kind: 'other_case', name: 'Pageview' }, 'as the help pages spell it'],
    ['PURCHASE', 'offline', { kind: 'other_case', name: 'Purchase' }, 'offline too'],
    ['login', 'app', { kind: 'other_case', name: 'Login' }, 'a name of apps'],
    ['login', 'web', { kind: 'custom' }, 'of apps alone'],
    ['Checkout', 'app', { kind: 'current' }, 'reserved elsewhere'],
    ['Consult', 'crm', { kind: 'custom' }, 'names of CRM events are mapped by hand'],
    ['Pageview', 'app', { kind: 'custom' }, 'apps have screens'],
    ['Pageview', 'offline', { kind: 'invalid' }, 'shops have none'],
    ['Browse', 'offline', { kind: 'invalid' }, 'it would become a page view'],
    ['SHOPPING', 'web', { kind: 'custom' }, 'the name of an optimisation goal is no event name'],
    ['Refund', 'offline', { kind: 'invalid' }, 'offline events have standard names only'],
    ['constructor', 'web', { kind: 'custom' }, 'every object has one, the table has not'],
  ])('%s in %s events: %j (%s)', (name, source, status) => {
    expect(eventNameStatus(name, source)).toMatchObject(status);
  });

  // https://ads.tiktok.com/help/article/custom-events
  it.each<[string, 'custom' | 'invalid', 'custom' | 'invalid', string]>([
    ['a', 'custom', 'custom', 'one letter'],
    [`a${'-'.repeat(49)}`, 'custom', 'custom', '50 characters'],
    [`a${'-'.repeat(50)}`, 'invalid', 'invalid', '51 characters'],
    ['1a', 'invalid', 'invalid', 'a digit first'],
    ['_a', 'invalid', 'invalid', 'an underscore first'],
    ['a b', 'invalid', 'custom', 'a blank'],
    ['a ', 'invalid', 'invalid', 'a blank at the end'],
    ['a\n', 'invalid', 'invalid', 'a line break at the end'],
    ['Gekauft!', 'invalid', 'invalid', 'a mark'],
    ['é', 'invalid', 'custom', 'a letter of another alphabet'],
    ['已付款', 'invalid', 'custom', 'another script'],
    ['', 'invalid', 'invalid', 'blank'],
  ])('%j is %s on the web and %s in a CRM (%s)', (name, web, crm) => {
    expect(eventNameStatus(name, 'web').kind).toBe(web);
    expect(eventNameStatus(name, 'app').kind).toBe(web);
    expect(eventNameStatus(name, 'crm').kind).toBe(crm);
    expect(eventNameStatus(name, 'offline').kind).toBe('invalid');
  });
});
