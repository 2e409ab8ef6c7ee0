/** The views that the page is without when it is first painted: a script of their own, fetched with its other parts. */

export { AtlasView } from "./AtlasView.js";
export { CompareView } from "./CompareView.js";
export { LogView } from "./LogView.js";
export { OverviewView } from "./OverviewView.js";
