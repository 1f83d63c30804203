import { attempt } from './attempt.ts';
import { start } from './start.ts';

attempt(() => {
  const { src, dataset } = document.currentScript as HTMLScriptElement;
  start({ endpoint: new URL('/collect', src || origin), ...dataset });
});
