import { BRAND, FEATURED } from './catalogue.ts';
import { html, type Markup } from './markup.ts';
import { picture } from './picture.ts';

/** A phone with a short-video ad on it, as a shopper meets it. */
export function adPage(): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${BRAND}: an ad</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ad.css">
</head>
<body>
<div class="phone">
<div class="screen">
  <div class="film">${picture(FEATURED.picture, 'A red vase turning in the light', 'film')}</div>
  <div class="status"><span>9:41</span><span class="island"></span><svg viewBox="0 0 44 14" aria-hidden="true"><path d="M0 14V9h3v5zM5 14V6h3v8zM10 14V3h3v11z"/><rect x="20" y="2" width="20" height="11" rx="3" fill="none" stroke="#fff"/><rect x="22" y="4" width="14" height="7" rx="1.5"/><path d="M42 5.500v4q2-2 0-4z"/></svg></div>
  <div class="tabs"><span>Following</span><b>For You</b></div>
  <ul class="rail" aria-hidden="true">
    <li class="avatar">K<i>&amp;</i>C</li>
    <li><svg viewBox="0 0 32 32"><path d="M16 28C4 19 2 13 4 8.500 6.500 3.500 13 4 16 9c3-5 9.500-5.500 12-.5 2 4.500 0 10.500-12 19.500z"/></svg>48.2K</li>
    <li><svg viewBox="0 0 32 32"><path d="M16 4C8.500 4 3 8.700 3 15c0 3.700 2 6.800 5 8.800V29l5.300-3.300c.9.2 1.800.3 2.700.3 7.500 0 13-4.700 13-11S23.500 4 16 4z"/></svg>312</li>
    <li><svg viewBox="0 0 32 32"><path d="M18 5l11 10-11 10v-6C10 19 6 22 3 27c0-9 5-15 15-16z"/></svg>1,904</li>
  </ul>
  <div class="caption">
    <p class="handle">kilnandco <span>Sponsored</span></p>
    <p>Eleven hours in the fire, and no two alike. Batch 12 is out of the kiln. <b>#ceramics #slowmade</b></p>
    <a class="shop-now" href="/click" data-testid="shop-now">Shop now <span aria-hidden="true">›</span></a>
  </div>
  <div class="progress"><i></i></div>
</div>
</div>
<p class="note">A make-believe ad. “Shop now” adds a fresh <code>ttclid</code> to the link, as the real one does.</p>
</body>
</html>`;
}
