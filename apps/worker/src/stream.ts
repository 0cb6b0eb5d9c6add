/**
 * A body whose pieces are made while they are sent, none faster than it is read.
 *
 * The first piece is awaited here, so that a failure before it can still be answered with a status of its own; a later one
 * breaks the body off.
 */
export async function streamOf(pieces: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let piece = await pieces.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (piece.done === true) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(piece.value));
      piece = await pieces.next();
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
