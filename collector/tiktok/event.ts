/**
 * One item of `data[]` in a request to TikTok's Events API 2.0, and what stands beside `data`.
 * Field names and types as documented at https://business-api.tiktok.com/portal/docs?id=1771101303285761
 * (mirrored with its comments by https://github.com/bububa/tiktok-business, model/event).
 */
export interface TikTokEvent {
  event: string;
  /** Unix seconds, UTC. */
  event_time: number;
  event_id: string;
  user?: TikTokUser;
  properties?: TikTokProperties;
  page?: { url: string; referrer?: string };
  lead?: { lead_id: string; lead_event_source?: string };
  app?: { app_id: string; app_name?: string; app_version?: string };
  ad?: Record<string, string | boolean>;
  limited_data_use?: boolean;
}

/** Hashed: e-mail, phone, external id, names and postcode. Plain: the rest. */
interface TikTokUser {
  email?: string[];
  phone?: string[];
  external_id?: string[];
  ttclid?: string;
  ttp?: string;
  ip?: string;
  user_agent?: string;
  locale?: string;
  first_name?: string;
  last_name?: string;
  zip_code?: string;
  city?: string;
  state?: string;
  country?: string;
}

export interface TikTokContent {
  content_id?: string;
  content_name?: string;
  content_category?: string;
  brand?: string;
  price?: number;
  quantity?: number;
}

export interface TikTokProperties {
  value?: number;
  currency?: string;
  contents?: TikTokContent[];
  content_type?: 'product' | 'product_group';
  content_ids?: string[];
  order_id?: string;
  shop_id?: string;
  search_string?: string;
  query?: string;
  description?: string;
  num_items?: number;
  status?: string;
  delivery_category?: 'in_store' | 'curbside' | 'home_delivery';
  predicted_ltv?: number;
}

export type EventSource = 'web' | 'app' | 'offline' | 'crm';
