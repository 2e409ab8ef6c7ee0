/** A file that is read in pieces, each a task of its own: a browser's own stream may let nothing else happen until its end. */

/** Unpacked and parsed within some tens of milliseconds, for which a request to cancel waits at most. */
const PIECE_BYTES = 2 ** 17;

export class PacedFile extends Blob {
  /** A reference: the bytes stay where they are. */
  constructor(file: Blob) {
    super([file]);
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
      const bytes = new Uint8Array(await this.slice(at, at + PIECE_BYTES).arrayBuffer());
      at += bytes.length;
      if (bytes.length === 0) controller.close();
      else controller.enqueue(bytes);
    };
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }
}
