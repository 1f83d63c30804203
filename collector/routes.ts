/** Paths that the collector always serves; the tag's and the one that events go to are settings. */
export const ROUTES = {
  serverEvents: '/v1/events',
  batch: '/v1/batch',
  track: '/v1/track',
  page: '/v1/page',
  screen: '/v1/screen',
  identify: '/v1/identify',
  alias: '/v1/alias',
  group: '/v1/group',
  live: '/health/live',
  ready: '/health/ready',
  dashboardEvents: '/dashboard/events',
  dashboardDead: '/dashboard/dead',
  dashboardReplay: '/dashboard/replay',
  dashboardPixels: '/dashboard/pixels',
  dashboardResume: '/dashboard/resume',
  dashboardPages: '/dashboard/pages',
} as const;
