/** As they were when the tag came: a page may put something else in their place. */
export const { parse, stringify } = JSON;
