/** Paths that the collector always serves; the tag's and the one that events go to are settings. */
export const ROUTES = {
  serverEvents: '/v1/events',
  live: '/health/live',
  ready: '/health/ready',
  dashboardEvents: '/dashboard/events',
  dashboardPages: '/dashboard/pages',
} as const;
