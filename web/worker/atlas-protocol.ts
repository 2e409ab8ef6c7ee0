/** What is asked and told for the ambiguity atlas. */

/** The requests for the ambiguity atlas. */
export interface AtlasExchange {}
