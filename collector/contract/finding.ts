/** What can be said of an event that was taken all the same; the names are stable, people filter by them. */
type FindingRule =
  | 'missing_value'
  | 'missing_currency'
  | 'missing_content_id'
  | 'missing_match_keys'
  | 'missing_click_id'
  | 'missing_page_url'
  | 'retired_name'
  | 'reserved_name'
  | 'custom_name'
  | 'name_drift'
  | 'late'
  | 'future'
  | 'left_out'
  | 'private_ip'
  | 'removed_from_address'
  | 'computed';

/** One remark on an event: which rule, where in the event as it was sent, and what to do. Never a value. */
export interface Finding {
  readonly rule: FindingRule;
  readonly path: string;
  readonly message: string;
}

/** Takes a remark on an event. */
export type Note = (rule: FindingRule, path: string, message: string) => void;
