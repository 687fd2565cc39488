/** Runs work with the same name one after another, in call order, even after failures. */
type OneByOne = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Makes a queue for each name. */
export function oneByOne(): OneByOne {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    return turn.finally(() => {
      if (last.get(name) === turn) last.delete(name);
    });
  };
}
