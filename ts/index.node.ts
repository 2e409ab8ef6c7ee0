/// <reference lib="esnext.disposable" preserve="true" />
/** Entry for Node: the module is read from its file when it is first needed, so that nothing has to be awaited. */

import { provideModule } from "./core/module.js";
import { readModule } from "./node/module-file.js";

provideModule(readModule);

export * from "./exports.js";
