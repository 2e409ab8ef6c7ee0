// What the page may do, in one place: the built page carries it in a meta tag, the server repeats it as headers.

const DIRECTIVES = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  // The module, the sample and the page's own parts come from where the page comes from; nothing goes anywhere else.
  "connect-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "form-action": "'none'",
  "base-uri": "'none'",
  "require-trusted-types-for": "'script'",
  // The one policy of the page's own: it lets the worker start (web/worker/start.ts).
  "trusted-types": "kallsyms-worker",
};

// A meta tag cannot say this one.
const HEADER_ONLY = { "frame-ancestors": "'none'" };

/** The policy for a meta tag. */
export const contentSecurityPolicy = write(DIRECTIVES);

/** The headers that the server sends with every answer. */
export const pageHeaders = {
  "Content-Security-Policy": write({ ...DIRECTIVES, ...HEADER_ONLY }),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

function write(directives) {
  return Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; ");
}
