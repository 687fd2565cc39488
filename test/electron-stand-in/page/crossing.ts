// Runs in the page, as text: it uses nothing that is not in it.

type Packed = [kind: string, held: unknown];
type Callable = (...given: unknown[]) => unknown;
type Message =
  | { kind: 'call'; id: number; args: Packed }
  | { kind: 'settle'; id: number; value: Packed; rejected: boolean }
  | { kind: 'expose'; key: string; value: Packed };

/** One world's end of the crossing. */
export interface Crossing {
  /** Shows a value to the other world under this name: functions as proxies, the rest as frozen copies. */
  expose(key: string, value: unknown): void;
}

/**
 * Carries values between the page's world and the preload's, which share nothing but the DOM: an event is dispatched and
 * handled in one go, and what it holds is cloned. Functions and promises cross as numbers, and become proxies. `name`
 * is known to both ends alone.
 */
export function openCrossing(name: string, here: string, there: string): Crossing {
  const dispatch = window.dispatchEvent.bind(window);
  const listen = window.addEventListener.bind(window);
  const OwnEvent = CustomEvent;
  const own = new Map<number, Callable>();
  const awaited = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const answers: { value?: Packed; error?: string }[] = [];
  let last = 0;

  function tell(message: Message): unknown {
    answers.push({});
    dispatch(new OwnEvent(`${name}-${there}`, { detail: message }));
    const { value, error } = answers.pop() ?? {};
    if (error !== undefined) throw new Error(error);
    return value ? unpack(value) : undefined;
  }

  function packPromise(promise: Promise<unknown>): Packed {
    const id = (last += 1);
    const settle = (value: unknown, rejected: boolean) =>
      void tell({ kind: 'settle', id, value: pack(value), rejected });
    promise.then(
      (value) => settle(value, false),
      (error: unknown) => settle(error, true),
    );
    return ['promise', id];
  }

  function pack(value: unknown, depth = 0): Packed {
    if (depth > 1000)
      throw new Error('a value nested deeper than 1000 cannot be sent over the context bridge');
    if (typeof value === 'function') {
      own.set((last += 1), value as Callable);
      return ['function', last];
    }
    if (typeof value === 'symbol') throw new Error('a symbol cannot be sent over the context bridge');
    if (typeof value !== 'object' || value === null) return ['is', value];
    if (value instanceof Promise) return packPromise(value);
    if (value instanceof Error) return ['error', value.message];
    if (Array.isArray(value)) return ['array', value.map((item) => pack(item, depth + 1))];
    if (Object.prototype.toString.call(value) !== '[object Object]') return ['is', structuredClone(value)];
    return ['object', Object.entries(value).map(([key, held]) => [key, pack(held, depth + 1)])];
  }

  function unpack([kind, held]: Packed): unknown {
    if (kind === 'function')
      return (...args: unknown[]) => tell({ kind: 'call', id: held as number, args: pack(args) });
    if (kind === 'promise') {
      return new Promise((resolve, reject) => awaited.set(held as number, { resolve, reject }));
    }
    if (kind === 'error') return new Error(held as string);
    if (kind === 'array') return (held as Packed[]).map(unpack);
    if (kind !== 'object') return held;
    return Object.fromEntries((held as [string, Packed][]).map(([key, each]) => [key, unpack(each)]));
  }

  function frozen(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    Object.values(value).forEach(frozen);
    return Object.freeze(value);
  }

  function bind(key: string, value: unknown): void {
    if (key in window)
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, key, { value: frozen(value), enumerable: true });
  }

  function handle(message: Message): unknown {
    if (message.kind === 'expose') return bind(message.key, unpack(message.value));
    if (message.kind === 'call') return own.get(message.id)?.(...(unpack(message.args) as unknown[]));
    const { resolve, reject } = awaited.get(message.id) ?? {};
    awaited.delete(message.id);
    (message.rejected ? reject : resolve)?.(unpack(message.value));
    return undefined;
  }

  function answerTo(message: Message): { value?: Packed; error?: string } {
    try {
      return { value: pack(handle(message)) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  listen(`${name}-${here}`, (event) => {
    event.stopImmediatePropagation();
    const detail = answerTo((event as CustomEvent<Message>).detail);
    dispatch(new OwnEvent(`${name}-${there}-answer`, { detail }));
  });
  listen(`${name}-${here}-answer`, (event) => {
    Object.assign(answers.at(-1) ?? {}, (event as CustomEvent<object>).detail);
  });
  return { expose: (key, value) => void tell({ kind: 'expose', key, value: pack(value) }) };
}
