import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { readTagBundles } from './tag-bundles.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with these files, each of which holds its own name. */
function folderWith(...names: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), 'clickthread-bundles-'));
  folders.push(folder);
  for (const name of names) writeFileSync(join(folder, name), name);
  mkdirSync(join(folder, 'modules'));
  return pathToFileURL(`${folder}/`);
}

describe('the bundles of a build', () => {
  it('are the tag, and what bears its name before its own', () => {
    const folder = folderWith(
      'tag.js',
      'tag.tcf.js',
      'tag.consent-mode.js',
      'index.js',
      'tag.js.map',
      'tag.d.ts',
    );
    expect([...readTagBundles(folder)]).toEqual([
      ['', 'tag.js'],
      ['consent-mode', 'tag.consent-mode.js'],
      ['tcf', 'tag.tcf.js'],
    ]);
  });

  it.each([
    ['tag..js', 'no name'],
    ['tag.a.b.js', 'two names'],
    ['tag.TCF.js', 'capitals: addresses have a case where file systems may not'],
    ['tag.1.js', 'a number, as a version might be'],
    ['mytag.js', 'another file that ends like it'],
    ['tag.tcf.mjs', 'another kind'],
    [`tag.${'a'.repeat(32)}.js`, 'a name without end'],
  ])('%s is none (%s)', (name) => {
    expect([...readTagBundles(folderWith('tag.js', name)).keys()]).toEqual(['']);
  });

  it('may be the tag alone, and never without it', () => {
    expect(readTagBundles(folderWith('tag.js')).size).toBe(1);
    expect(() => readTagBundles(folderWith('tag.tcf.js'))).toThrow('tag.js is missing');
  });

  it('have an end', () => {
    const many = Array.from({ length: 30 }, (_, index) => `tag.x${index}.js`);
    expect(readTagBundles(folderWith('tag.js', ...many)).size).toBe(20);
  });
});
