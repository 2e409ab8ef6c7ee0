/// <reference lib="esnext.disposable" preserve="true" />
/** Entry `kallsyms/node`: what knows paths. */

import { provideModule } from "../core/module.js";
import { readModule } from "./module-file.js";

provideModule(readModule);

export { openKallsyms } from "./open.js";
export { openSnapshot } from "./snapshot.js";
