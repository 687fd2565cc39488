/** What this process writes to stdout and stderr from now on; it is written all the same. */
export function writtenByUs(): { text: () => string; stop: () => void } {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    stream.write = (...given: unknown[]) => {
      const [chunk] = given;
      chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1'));
      return Reflect.apply(write, stream, given) as boolean;
    };
    return { stream, write };
  });
  return {
    text: () => chunks.join(''),
    stop() {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
