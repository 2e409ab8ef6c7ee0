import type { Plugin } from "vite";

/** The page's parts as files, and the blocks in the document that name them. */
export declare function pageParts(): Plugin;
/** The icon as data in the document. */
export declare function pageIcon(): Plugin;
/** The service worker, and the page as one file. */
export declare function pageCopies(): Plugin;
/** The headers of the built page's server. */
export declare function pageServer(): Plugin;
