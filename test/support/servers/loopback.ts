/** Addresses of this machine alone, beside 127.0.0.1: macOS has none, and lets a connection to one wait for ever. */
export const otherLoopback: readonly string[] = process.platform === 'darwin' ? [] : ['127.0.0.2'];
