import { attempt } from '../attempt.ts';
import { answerFrames } from './answer-frames.ts';
import { markCart } from './mark-cart.ts';
import { readShopify } from './read-shopify.ts';
import { reportConsent } from './tell-tag.ts';

attempt(() => {
  const report = reportConsent(window);
  const follow = markCart(window);
  readShopify(window as never, (decision) => {
    report(decision);
    follow(decision);
  });
  answerFrames(window);
});
