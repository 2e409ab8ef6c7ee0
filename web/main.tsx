/** Starts the page: puts it on the screen, then fetches the rest of it and opens the sample. */

import { render } from "preact";
import { prepare } from "./start/start.js";
import { followHash } from "./state/hash.js";
import { openSample } from "./state/table.js";
import { App } from "./views/App.js";

const place = document.getElementById("page");
if (place === null) throw new Error("index.html has no element with the id page");

followHash();
render(<App />, place);
void prepare();
void openSample();
