import type { Preset } from './preset.ts';

/**
 * The nine names of Layers' TikTok layer. A trial counts as a purchase there. It writes "PageView" where TikTok's
 * own pixel writes "Pageview".
 */
export const layers: Preset = {
  purchase_success: 'Purchase',
  paywall_purchased: 'Purchase',
  subscription_start: 'Purchase',
  trial_start: 'Purchase',
  add_to_cart: 'AddToCart',
  content_open: 'ViewContent',
  screen_view: 'Pageview',
  search: 'Search',
  sign_up: 'CompleteRegistration',
};
