import type { Preset } from './preset.ts';

/**
 * AppSprint's default map for TikTok's web events. The other types of its SDK say little of a buyer and are off,
 * until the site's own map names them.
 * https://appsprint.app/docs/tiktok-ads and https://appsprint.app/docs/android (types of events)
 */
export const appsprint: Preset = {
  install: 'Download',
  session_start: 'ViewContent',
  sign_up: 'CompleteRegistration',
  register: 'CompleteRegistration',
  start_trial: 'StartTrial',
  subscribe: 'Subscribe',
  purchase: 'Purchase',
  initiate_checkout: 'InitiateCheckout',
  add_payment_info: 'AddPaymentInfo',
  add_to_cart: 'AddToCart',
  add_to_wishlist: 'AddToWishlist',
  view_content: 'ViewContent',
  view_item: 'ViewContent',
  search: 'Search',

  login: null,
  achieve_level: null,
  level_start: null,
  level_complete: null,
  share: null,
  tutorial_complete: null,
};
