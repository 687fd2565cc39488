/** Does work of one name one after another, in the order in which it was asked for, whatever becomes of it. */
type OneByOne = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

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
