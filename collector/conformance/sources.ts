import { LINKS, type Row, SHA256 } from './row.ts';

const email = { email: 'jane@example.com' };
const hashed = { email: [SHA256['jane@example.com']] };
const none = { page: undefined, limited_data_use: undefined };
const offline = (fields: object) => ({ event_source: 'offline', event: 'Purchase', page: null, ...fields });
const crm = (fields: object) => ({ event_source: 'crm', event: 'Contact', page: null, ...fields });
const app = (fields: object) => ({ event_source: 'app', event: 'Purchase', page: null, ...fields });

export const SOURCES: readonly Row[] = [
  {
    rule: 'AMP-27',
    input: offline({ user: email }),
    item: { event: 'Purchase', user: hashed, ...none },
    reason: 'offline: an address or a number',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-27',
    input: offline({ user: { phone: '+12133734253' } }),
    item: { event: 'Purchase', user: { phone: [SHA256['+12133734253']] }, ...none },
    reason: 'offline: by number',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-27',
    input: offline({ user: { external_id: 'user_123' } }),
    refused: 'user',
    reason: 'offline: an external id alone is not enough',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-27',
    input: { user: { external_id: 'user_123' } },
    item: { user: { external_id: [SHA256.user_123] } },
    reason: 'web: an external id is',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-27',
    input: { user: { ttp: '01KABC.tt.1' } },
    item: { user: { ttp: '01KABC.tt.1' } },
    reason: 'web: so is the cookie of the pixel',
    link: LINKS.fields,
  },
  {
    rule: 'AMP-27',
    input: { user: {} },
    refused: 'user',
    reason: 'web: nobody at all',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-27',
    input: { user: { email: 'guest', phone: '0' } },
    refused: 'user',
    reason: 'nor those who are nobody',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-20',
    input: { page: {} },
    refused: 'page.url',
    reason: 'web: the address of the page',
    link: LINKS.amperity,
  },
  {
    rule: 'AMP-20',
    input: { page: { url: '/thanks' } },
    refused: 'page.url',
    reason: 'a whole one',
    link: LINKS.amperity,
  },
  {
    rule: 'offline',
    input: offline({ event: 'my_event', user: email }),
    refused: 'event',
    reason: 'offline takes standard names only',
    link: LINKS.fields,
  },
  {
    rule: 'offline',
    input: offline({ user: { ...email, ip: '8.8.8.8', user_agent: 'x', city: 'Berlin' } }),
    item: { event: 'Purchase', user: hashed, ...none },
    reason: 'fields of other sources stay here',
    link: LINKS.fields,
  },
  {
    rule: 'offline',
    input: offline({ user: email, limited_data_use: true }),
    item: { event: 'Purchase', user: hashed, ...none },
    reason: 'limited data use is for web and app',
    link: LINKS.limited,
  },
  {
    rule: 'crm',
    input: crm({ user: email, lead: { lead_id: '7300', lead_event_source: 'HubSpot' } }),
    item: {
      event: 'Contact',
      user: hashed,
      lead: { lead_id: '7300', lead_event_source: 'HubSpot' },
      ...none,
    },
    reason: 'the lead comes along',
    link: LINKS.fields,
  },
  {
    rule: 'crm',
    input: crm({ user: email }),
    refused: 'lead.lead_id',
    reason: 'CRM: the id of the lead',
    link: LINKS.fields,
  },
  {
    rule: 'crm',
    input: crm({ event: '商談成立', user: email, lead: { lead_id: 7300 } }),
    item: { event: '商談成立', user: hashed, lead: { lead_id: '7300' }, ...none },
    reason: 'stages have names in any language',
    link: LINKS.fields,
  },
  {
    rule: 'app',
    input: app({
      user: { idfa: '6d92078a-8246-4ba4-ae5b-76104861e7dc', ip: '8.8.8.8' },
      app: { app_id: '835599320', app_name: 'Shop' },
    }),
    item: {
      event: 'Purchase',
      user: { idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC', ip: '8.8.8.8' },
      app: { app_id: '835599320', app_name: 'Shop' },
      page: undefined,
    },
    reason: 'app: the id of Apple in upper case',
    link: LINKS.fields,
  },
  {
    rule: 'app',
    input: app({ user: { gaid: '6D92078A-8246-4BA4-AE5B-76104861E7DC' }, app: { app_id: 'com.shop.app' } }),
    item: {
      event: 'Purchase',
      user: { gaid: '6d92078a-8246-4ba4-ae5b-76104861e7dc' },
      app: { app_id: 'com.shop.app' },
      page: undefined,
    },
    reason: 'app: the id of Google in lower case',
    link: LINKS.fields,
  },
  {
    rule: 'app',
    input: app({ user: { ip: '8.8.8.8' } }),
    refused: 'app.app_id',
    reason: 'app: the id of the app',
    link: LINKS.fields,
  },
  {
    rule: 'app',
    input: app({ event: 'InstallApp', user: { ip: '8.8.8.8' }, app: { app_id: '1' } }),
    item: { event: 'InstallApp', user: { ip: '8.8.8.8' }, app: { app_id: '1' }, page: undefined },
    reason: "TikTok's names for apps",
    link: LINKS.fields,
  },
  {
    rule: 'app',
    input: app({ user: { ip: '8.8.8.8' }, app: { app_id: '1' }, ad: { campaign_id: 7, attributed: true } }),
    item: {
      event: 'Purchase',
      user: { ip: '8.8.8.8' },
      app: { app_id: '1' },
      ad: { campaign_id: '7', attributed: true },
      page: undefined,
    },
    reason: 'what is known of the ad',
    link: LINKS.fields,
  },
  {
    rule: 'web',
    input: { lead: { lead_id: '1' }, app: { app_id: '1' } },
    item: {},
    reason: 'objects of other sources stay here',
    link: LINKS.fields,
  },
  {
    rule: 'web',
    input: { event_source: 'tv' },
    refused: 'event_source',
    reason: 'no source of TikTok',
    link: LINKS.fields,
  },
  {
    rule: 'web',
    input: { pixel: 'C9OTHER0000000000000' },
    refused: 'pixel',
    reason: 'a pixel that is not configured',
    link: LINKS.fields,
  },
];
