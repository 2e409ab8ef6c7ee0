/** Tells the compiler what Vite makes of imports such as `./sample.xz?url`. */

/// <reference types="vite/client" />
