/** Starts the page: puts it on the screen, and loads the sample. */

import { render } from "preact";
import { followHash } from "./state/hash.js";
import { openSample } from "./state/table.js";
import { App } from "./views/App.js";

const place = document.getElementById("page");
if (place === null) throw new Error("index.html has no element with the id page");

followHash();
render(<App />, place);
void openSample();
