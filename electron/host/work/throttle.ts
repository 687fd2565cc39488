export interface Throttled {
  /** Runs the work at once if the interval since its last run has passed, otherwise when it has. */
  soon(): void;
  /** Cancels a pending run. */
  stop(): void;
}

/** Runs work at most every `every` ms, however often it is requested; requests in between lead to one run. */
export function throttled(work: () => void, every: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) run();
    }, every);
    // The timer must not keep the process alive.
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
