import { EventEmitter } from 'node:events';

/** An event as Electron hands it to a listener that may prevent what it announces. */
export interface Preventable {
  prevented: boolean;
  preventDefault(): void;
}

export function preventable<T extends object>(parts: T): T & Preventable {
  const event = {
    ...parts,
    prevented: false,
    preventDefault() {
      event.prevented = true;
    },
  };
  return event;
}

/** Emits an event that can be prevented; whether it was. */
export function isPrevented(emitter: EventEmitter, name: string, parts: object = {}): boolean {
  const event = preventable(parts);
  emitter.emit(name, event);
  return event.prevented;
}

/** Notes every call, by name and with what was given, and answers with what `answers` has for it. */
export function recorder(answers: Record<string, unknown> = {}) {
  const calls: [name: string, ...given: unknown[]][] = [];
  const note =
    (name: string) =>
    (...given: unknown[]) => {
      calls.push([name, ...given]);
      return answers[name];
    };
  const called = (name: string) => calls.filter(([other]) => other === name).map(([, ...given]) => given);
  return { calls, note, called };
}

/** A window that notes what is done with it; its events are emitted by the test. */
export function fakeWindow(answers: Record<string, unknown> = {}) {
  const { calls, note, called } = recorder(answers);
  const methods = (emitter: EventEmitter, names: string[]) =>
    Object.assign(emitter, Object.fromEntries(names.map((name) => [name, note(name)])));
  const webContents = methods(new EventEmitter(), [
    ...['reload', 'forcefullyCrashRenderer', 'setZoomLevel', 'getZoomLevel', 'send', 'getURL'],
  ]);
  const window = methods(new EventEmitter(), [
    ...['isMinimized', 'restore', 'show', 'hide', 'focus', 'loadURL', 'maximize', 'setFullScreen'],
    ...['isFullScreen', 'isMaximized', 'getNormalBounds', 'isFocused', 'isVisible', 'isDestroyed'],
    ...['getBounds', 'setBounds', 'unmaximize'],
  ]);
  return { window: Object.assign(window, { webContents }), webContents, calls, called };
}

/** Lets everything that is promised, and needs no timer, come about. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
