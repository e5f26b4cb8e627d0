// Languages by their codes (BCP 47): a main subtag, perhaps a script, perhaps a region, such as `ku-Arab` or `ar-SY`.

/** The main subtag of a language's code: that of `ar-SY` is `ar`. */
export const mainSubtag = (language: string): string => language.toLowerCase().split(/[-_]/)[0];
