/**
 * Bytes of a page of a new file; an older one keeps what it has (4096, SQLite's own). Every page that a commit touches
 * goes to the log by two system calls and a checksum, and an event is about a kilobyte: a group of twenty took a third
 * more time with half the size, and no less with twice of it. https://www.sqlite.org/pragma.html#pragma_page_size
 */
export const PAGE_BYTES = 8192;
