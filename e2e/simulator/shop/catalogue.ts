import type { PictureStyle } from './picture.ts';

export const BRAND = 'Kiln & Co';
export const CURRENCY = 'USD';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly priceCents: number;
  readonly tagline: string;
  readonly story: string;
  readonly picture: PictureStyle;
}

/** On the ad and at the top of the shop. */
export const FEATURED: Product = {
  sku: 'ember-vase',
  name: 'Ember vase',
  category: 'Vases',
  priceCents: 6400,
  tagline: 'Iron-red, for one branch or a dozen stems',
  story:
    'Built from coils and fired for eleven hours. The iron in the glaze turns red only where the flame has passed, so no two are alike.',
  picture: { shape: 'vase', clay: '#8f3d22', glaze: '#c9603a', wall: ['#f7e3d4', '#ecc3a6'] },
};

const PRODUCTS: readonly Product[] = [
  {
    sku: 'dune-mug',
    name: 'Dune mug',
    category: 'Mugs',
    priceCents: 2800,
    tagline: 'A slow-morning mug, dipped twice in oat glaze',
    story:
      'Thrown on the wheel, trimmed by hand and dipped twice, so the glaze breaks over the rim in its own way. Holds 340 ml and is happy in the dishwasher.',
    picture: { shape: 'mug', clay: '#c98a5e', glaze: '#f1e3cd', wall: ['#f4e6d6', '#e3c8ab'] },
  },
  {
    sku: 'tide-bowl',
    name: 'Tide bowl',
    category: 'Bowls',
    priceCents: 3600,
    tagline: 'Wide and low, for ramen and for figs',
    story:
      'A generous 20 cm bowl with a foot that fits the hand. The blue comes from cobalt and ash, and pools where the wall turns into the base.',
    picture: { shape: 'bowl', clay: '#d9cbb8', glaze: '#3f6f86', wall: ['#e3ecee', '#bfd2d8'] },
  },
  FEATURED,
  {
    sku: 'moss-teapot',
    name: 'Moss teapot',
    category: 'Teapots',
    priceCents: 8800,
    tagline: 'Pours without a drip, three cups at a time',
    story:
      'Five parts, one maker, one afternoon. The spout is cut at the angle that stops a drip, and the lid stays put when the last cup is poured.',
    picture: { shape: 'teapot', clay: '#b9a07d', glaze: '#6b7f55', wall: ['#e9ebdc', '#cbd2b4'] },
  },
  {
    sku: 'chalk-plate',
    name: 'Chalk plate',
    category: 'Plates',
    priceCents: 3200,
    tagline: 'A matt white plate with an honest rim',
    story:
      'Pressed over a plaster form, then finished on the wheel. The bare rim shows the stoneware beneath the matt white glaze. 26 cm across.',
    picture: { shape: 'plate', clay: '#b98d66', glaze: '#f7f3ea', wall: ['#e7ded6', '#cdbfb4'] },
  },
  {
    sku: 'clay-planter',
    name: 'Clay planter',
    category: 'Planters',
    priceCents: 4500,
    tagline: 'Breathes, drains, and grows old nicely',
    story:
      'Unglazed terracotta with a lime-washed band, so that roots can breathe. Comes with a saucer and without the plant.',
    picture: { shape: 'planter', clay: '#c26f48', glaze: '#efe0cf', wall: ['#f3e7da', '#dcc7ae'] },
  },
];

export function allProducts(): readonly Product[] {
  return PRODUCTS;
}

export function productBySku(sku: string): Product | undefined {
  return PRODUCTS.find((product) => product.sku === sku);
}

export function money(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`;
}
