/**
 * What stands before a program that is to meet files as an ordinary user does, see `StartOptions.before`: root, of whom
 * Linux keeps no file, puts that power down. https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
export const asOrdinaryUser: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];
