/** What a name is looked up by: lower case, without blanks, "_" and "-", so that "Order Completed" is "order_completed". */
export function nameKey(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}
