import { EVENT, postRequest, VISIT } from './numbered-request.ts';

/** An order as a shop's server sends it: three products, three match keys to hash. */
export function serverOrder(order: string, buyer: string) {
  return {
    event: 'Purchase',
    event_id: `ord_${order}`,
    event_time: new Date().toISOString(),
    event_source: 'web',
    user: {
      email: `Jane.Doe.${buyer}@example.com`,
      phone: '+1 (213) 373-4253',
      external_id: `customer_${buyer}`,
      ttclid: `E.C.P.${'Cq0BAbCdEfGhIjKlMnOpQrStUvWxYz012345-_6789'.repeat(8)}`.slice(0, 325),
      ttp: '01KABCDEFGHJKMNPQRSTVWXYZ0_.tt.1',
      ip: '198.51.100.7',
      user_agent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      locale: 'en-US',
    },
    properties: {
      value: 129.97,
      currency: 'USD',
      content_type: 'product',
      order_id: order,
      contents: [
        {
          content_id: 'ember-vase',
          content_name: 'Ember vase',
          content_category: 'Home',
          brand: 'Ember',
          price: 49.99,
          quantity: 1,
        },
        {
          content_id: 'ash-bowl',
          content_name: 'Ash bowl',
          content_category: 'Home',
          brand: 'Ember',
          price: 29.99,
          quantity: 2,
        },
        {
          content_id: 'dune-cup',
          content_name: 'Dune cup',
          content_category: 'Home',
          brand: 'Ember',
          price: 20,
          quantity: 1,
        },
      ],
    },
    page: {
      url: 'https://shop.example/thank-you?utm_source=tiktok',
      referrer: 'https://pay.example/checkout',
    },
  };
}

/** The HTTP request that posts so many orders, with marks where their numbers belong. */
export function ordersRequest(orders: number, serverKey: string): string {
  const order = JSON.stringify(serverOrder(EVENT, VISIT));
  const body = `{"events":[${Array.from({ length: orders }, () => order).join()}]}`;
  const headers = {
    Host: 'collect.shop.example',
    Authorization: `Bearer ${serverKey}`,
    'Content-Type': 'application/json',
  };
  return postRequest('/v1/events', headers, body);
}
