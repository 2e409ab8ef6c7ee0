/** What is asked and told about one symbol. */

import type { KprobeOutcome, LibbpfKprobe, NameVariant } from "kallsyms";
import type { Row } from "./protocol.js";

/** Some symbols of a group, and how many there are in all. */
export interface RowGroup<R extends Row = Row> {
  readonly total: number;
  readonly rows: readonly R[];
}

/** A symbol of a name that has several. */
export interface Namesake extends Row {
  /** Which symbol of this name in its object (image or module) it is, from 1; 0 where it is the only one: livepatch's rule. */
  readonly sympos: number;
}

/** Every symbol of a name. */
export interface Namesakes extends RowGroup<Namesake> {
  /** Number of different addresses; `undefined` where they are hidden, or too many to be told apart in passing. */
  readonly addresses: number | undefined;
}

/** The first symbol at an address near by. */
export interface Nearby extends Row {
  /** Further symbols at its address. */
  readonly aliases: number;
  /** Bytes to the next address that has a symbol; `undefined` where there is none. */
  readonly distance: bigint | undefined;
}

/** Where an address lies in the kernel's file. */
export interface LinkPlace {
  /** The address before KASLR; `undefined` where the slide isn't known. */
  readonly address: bigint | undefined;
  /** Whether that rests on where kernels are usually linked. */
  readonly isAssumed: boolean;
  /** Distance from `_stext`, which holds for every boot; `undefined` for what is below it, and without it. */
  readonly fromStext: bigint | undefined;
}

/** A symbol and what stands around it. */
export interface SymbolDetails {
  readonly row: Row;
  /** The symbol's line, as /proc/kallsyms has it. */
  readonly line: string;
  readonly variant: NameVariant;
  readonly sympos: number;
  /** Every symbol of its name: the first ones, and itself. */
  readonly sameName: Namesakes;
  /** Every symbol at its address: the first ones, and itself; `undefined` where addresses are hidden. */
  readonly sameAddress: RowGroup | undefined;
  /** The addresses around its own, itself among them; none where addresses are hidden. */
  readonly near: readonly Nearby[];
  /** For symbols of the image whose address is known. */
  readonly link: LinkPlace | undefined;
}

/** A symbol that is the same function under the compiler's marks. */
export interface VariantRow extends Row {
  readonly isFragment: boolean;
}

/** Other names of the same function: the nearest ones, or why they aren't told. */
export type Variants = RowGroup<VariantRow> | { readonly missing: string };

/** What attaching by the name does on some kernels, as seen from the symbol. */
export interface KernelOutcome extends KprobeOutcome {
  /** Which kernels, in words. */
  readonly kernels: string;
  /** The same for long-term series, which have got patches of later kernels; or nothing. */
  readonly series: string;
  /** Where the probe is then, if anywhere. */
  readonly taken: Row | undefined;
}

/** Ways to attach to one address and no other; none where no kprobe can be. */
export interface ProbeSpecs {
  readonly tracefs: string | null;
  readonly bpftrace: string | null;
  readonly libbpf: LibbpfKprobe | null;
  readonly unprobeable: string | undefined;
}

/** Another address of the name, and the spec that attaches there. */
export interface OtherTarget extends Row {
  readonly tracefs: string;
}

/** How to put a kprobe on a symbol. */
export interface ProbePlan extends ProbeSpecs {
  /** What attaching by the name does: on the table's own kernel where it is known, then by age. */
  readonly outcomes: readonly KernelOutcome[];
  /** Those where a kprobe can be. */
  readonly others: RowGroup<OtherTarget>;
}

/** The plan, or why there is none. */
export type Probes = ProbePlan | { readonly missing: string };

/** The requests about a symbol. */
export interface DetailsExchange {
  details: { ask: { index: number }; answer: SymbolDetails };
  variants: { ask: { index: number }; answer: Variants };
  probes: { ask: { index: number }; answer: Probes };
}
