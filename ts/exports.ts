/** The public face of the package, the same for Node and browsers. */

export { formatAddress, parseAddress } from "./core/address.js";
export type { AddressLike } from "./core/address.js";
export * from "./core/errors.js";
export { initialize, moduleMemoryBytes } from "./core/module.js";
export type { ModuleSource } from "./core/module.js";
export type { ByteSource } from "./source/source.js";
export type { AmbiguousName, SharedAddress, SymbolGroup } from "./table/groups.js";
export type { KprobeOptions, KprobeOutcome, KprobePlan, KprobeResult, KprobeTarget, LibbpfKprobe } from "./table/kprobe.js";
export { AmbiguousSymbolError } from "./table/lookup.js";
export type { BatchResolution, LookupOptions, LookupResult, Resolution } from "./table/lookup.js";
export type { LoadReport, RejectedLine } from "./table/report.js";
export type { MatchKind, SearchOptions, SearchResult } from "./table/search.js";
export type { OwnerSummary, TableStatistics } from "./table/statistics.js";
export type { KernelSymbol } from "./table/symbol.js";
export { KernelSymbolTable } from "./table/table.js";
export type { LoadOptions, TableMemory } from "./table/table.js";
export { nameVariant } from "./table/variant.js";
export type { NameVariant } from "./table/variant.js";
