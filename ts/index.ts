/// <reference lib="esnext.disposable" preserve="true" />
/** Entry for browsers, workers and bundlers: the module is fetched when it is first needed. */

export * from "./exports.js";
