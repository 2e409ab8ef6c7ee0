/**
 * The parts of the page besides its own script: the worker's program, the module, the sample. The document names each in a
 * block of data, which either tells where the part lies or, in the one-file page, holds it.
 */

/** A part that can't be had. Its name is the code that people see. */
export class PartMissing extends Error {
  override readonly name = "PART_NOT_FETCHED";
}

const blocks = [...document.querySelectorAll<HTMLScriptElement>("script[data-part]")];

/** Whether the document holds all of its parts. */
export const isOneFile = blocks.every(({ dataset }) => dataset["from"] === undefined);

/** Every block of this part, in order. */
export function parts(name: string): Promise<Response[]> {
  return Promise.all(blocks.filter(({ dataset }) => dataset["part"] === name).map(read));
}

/** The one block of this part. */
export async function part(name: string): Promise<Response> {
  const [only] = await parts(name);
  if (only === undefined) throw new PartMissing(`the page has no part “${name}”; build it again`);
  return only;
}

function read(block: HTMLScriptElement): Promise<Response> | Response {
  const { from } = block.dataset;
  return from === undefined ? unpack(block.text) : fetchPart(from);
}

/** A held part is gzip in base64. */
function unpack(text: string): Response {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

async function fetchPart(from: string): Promise<Response> {
  const response = await fetch(from).catch((cause: unknown) => {
    throw missing(`${nameOf(from)}: there is no answer`, cause);
  });
  if (response.ok) return response;
  throw missing(`${nameOf(from)}: the server answered ${response.status}`);
}

function nameOf(from: string): string {
  return from.slice(from.lastIndexOf("/") + 1);
}

/** What to do about a part that didn't come, or not whole. */
export function missing(what: string, cause?: unknown): PartMissing {
  return new PartMissing(`the page couldn’t fetch ${what}. When the connection is back, press Sample, or open a file again; or reload the page`, { cause });
}
