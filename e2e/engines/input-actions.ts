import type { Point } from './driven-tab.ts';
import type { Click, Key, Modifier } from './engine.ts';

/** Code points of keys without a character: https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Readonly<Record<Key | Modifier, string>> = {
  Control: '\uE009',
  Shift: '\uE008',
  Alt: '\uE00A',
  Meta: '\uE03D',
  Enter: '\uE007',
  Space: ' ',
  Tab: '\uE004',
  Escape: '\uE00C',
};

/** Mouse buttons by number: https://www.w3.org/TR/uievents/#dom-mouseevent-button */
const BUTTONS = { left: 0, middle: 1, right: 2 } as const;

type Tick = Readonly<Record<string, unknown>>;

/** One input device and what it does tick by tick; WebDriver and WebDriver BiDi share the form. */
export interface InputSource {
  readonly type: 'key' | 'pointer';
  readonly id: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly actions: readonly Tick[];
}

/** A click at this point, with modifier keys held down from before until after it. */
export function clickActions({ x, y }: Point, { button = 'left', modifiers = [] }: Click): InputSource[] {
  const number = BUTTONS[button];
  const click: Tick[] = [
    { type: 'pointerMove', x, y, duration: 0, origin: 'viewport' },
    { type: 'pointerDown', button: number },
    { type: 'pointerUp', button: number },
  ];
  const pauses = (count: number): Tick[] =>
    Array.from({ length: count }, () => ({ type: 'pause', duration: 0 }));
  const keys = modifiers.map((modifier) => KEYS[modifier]);
  const pointer: InputSource = {
    type: 'pointer',
    id: 'mouse',
    parameters: { pointerType: 'mouse' },
    actions: [...pauses(keys.length), ...click],
  };
  if (keys.length === 0) return [pointer];
  const held = [
    ...keys.map((value) => ({ type: 'keyDown', value })),
    ...pauses(click.length),
    ...keys.map((value) => ({ type: 'keyUp', value })),
  ];
  return [{ type: 'key', id: 'keyboard', actions: held }, pointer];
}

/** One key, down and up, wherever the focus is. */
export function keyActions(key: Key): InputSource[] {
  const value = KEYS[key];
  const actions = [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ];
  return [{ type: 'key', id: 'keyboard', actions }];
}
