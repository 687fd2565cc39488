export interface Throttled {
  /** Does the work: at once when it has not been done for a while, else as soon as that while is over. */
  soon(): void;
  /** Does it no more. */
  stop(): void;
}

/** Work that is asked for often and done at most every so many ms; the last time that it is asked for counts. */
export function throttled(work: () => void, every: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) run();
    }, every);
    // Nobody is kept waiting for an end.
    timer.unref();
  };
  const run = () => {
    isWanted = false;
    rest();
    work();
  };
  return {
    soon() {
      if (timer === undefined) run();
      else isWanted = true;
    },
    stop() {
      clearTimeout(timer);
      isWanted = false;
    },
  };
}
