/** The two channels of Electron's IPC: calls and their replies, and events. */
export const channels = { invoke: 'sessiondeck:invoke', event: 'sessiondeck:event' } as const;
