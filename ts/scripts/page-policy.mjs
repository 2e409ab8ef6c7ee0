// What the page may do, in one place. It begins with this policy; once it has all of its parts it gives itself a second,
// under which nothing is fetched or sent (web/start/lock.ts). Policies only ever take away, so that both hold.

const DIRECTIVES = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  // The icon.
  "img-src": "data:",
  // The page's parts come from where the page comes from, until the lock.
  "connect-src": "'self'",
  // The worker is started from memory; the service worker is a file.
  "worker-src": "'self' blob:",
  "form-action": "'none'",
  "base-uri": "'none'",
  "require-trusted-types-for": "'script'",
  // The one policy of the page's own (web/start/trusted.ts).
  "trusted-types": "kallsyms",
};

/** The first policy, for a meta tag. */
export const contentSecurityPolicy = write(DIRECTIVES);

/** The policy of the page that is one file: it has its parts in it, and never fetches. */
export function oneFilePolicy({ scripts, styles }) {
  return write({
    ...DIRECTIVES,
    "script-src": `${scripts} 'wasm-unsafe-eval'`,
    "style-src": styles,
    "connect-src": "'none'",
    "worker-src": "blob:",
  });
}

const EVERYWHERE = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

// A header holds from the first byte to the last, so that it can only be the laxer policy: the lock is the page's own doing.
// Who may frame the page can be said in a header only.
const PAGE = { "Content-Security-Policy": write({ ...DIRECTIVES, "frame-ancestors": "'none'" }) };

// It fetches the page's files when it is installed, and can do nothing else.
const SERVICE_WORKER = { "Content-Security-Policy": write({ "default-src": "'none'", "connect-src": "'self'", "require-trusted-types-for": "'script'" }) };

// The page that is one file brings its policy along. Here it is only given away.
const ONE_FILE = { "Content-Disposition": 'attachment; filename="kallsyms.html"' };

// Files under assets/ have a hash of their content in their names; the others are asked for anew each time.
const UNCHANGING = "public, max-age=31536000, immutable";
const CHANGING = "no-cache";

/** The headers with which the server sends the file at a path. */
export function headersFor(path) {
  const own = path.endsWith("/sw.js") ? SERVICE_WORKER : path.endsWith("/kallsyms.html") ? ONE_FILE : PAGE;
  return { ...EVERYWHERE, ...own, "Cache-Control": path.includes("/assets/") ? UNCHANGING : CHANGING };
}

function write(directives) {
  return Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; ");
}
