/** The policy for a meta tag. */
export declare const contentSecurityPolicy: string;
/** The headers that the server sends with every answer. */
export declare const pageHeaders: Record<string, string>;
