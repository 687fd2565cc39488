import type { Mutant } from './mutant.ts';

/** Who may reach the browser shell. */
export const atTheDoor: Mutant[] = [
  {
    ...{ name: 'token accepted by a 16-character prefix', file: 'electron/web/request-rules.ts' },
    find: "const digest = (text: string) => createHash('sha256').update(text).digest();",
    replace: "const digest = (text: string) => createHash('sha256').update(text.slice(0, 16)).digest();",
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: 'code usable twice', file: 'electron/web/request-rules.ts' },
    find: "const was = issued.used ? 'used' : 'good';",
    replace: "const was = 'good';",
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: '/events without token', file: 'electron/web/routes.ts' },
    find: "path: '/events', for: 'the page',",
    replace: "path: '/events', for: 'anybody',",
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: 'no content type', file: 'electron/web/server.ts' },
    find: "if (type !== 'application/json') throw new Refused(415);",
    replace: '',
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: 'bind to 0.0.0.0', file: 'electron/web/server.ts' },
    find: "server.listen(port, '127.0.0.1', resolve);",
    replace: "server.listen(port, '0.0.0.0', resolve);",
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: 'Origin by prefix', file: 'electron/web/request-rules.ts' },
    find: 'if (origin !== undefined && origin !== `http://${host}`) return 403;',
    replace: 'if (origin !== undefined && !origin.startsWith(`http://${host}`)) return 403;',
    noticedBy: 'hostile requests',
  },
  {
    ...{ name: 'any Host', file: 'electron/web/request-rules.ts' },
    find: 'if (!host || !authoritiesOf(port).includes(host)) return 403;',
    replace: 'if (!host) return 403;',
    noticedBy: 'hostile requests',
  },
];

/** What is kept, and how much of it. */
export const kept: Mutant[] = [
  {
    ...{ name: 'listener never removed', file: 'electron/web/routes.ts' },
    find: 'for (const stop of stops) stop();',
    replace: '',
    noticedBy: 'soak',
  },
  {
    ...{ name: 'in-use secrets leaked', file: 'electron/host/scrub/known-secrets.ts' },
    find: 'else this.#inUse.delete(value);',
    replace: '',
    noticedBy: 'soak',
  },
];

/** Keys in what comes out, and hostile answers in what goes in. */
export const fromOutside: Mutant[] = [
  {
    ...{ name: 'bridge scrub off', file: 'electron/bridge/crossing/serve.ts' },
    find: 'const kept = method === givesSecret ? none : secrets;',
    replace: 'const kept = none;',
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'base64url form not scrubbed', file: 'electron/host/scrub/secret-forms.ts' },
    find: 'return [...outer, inner].flatMap((form) => [form, urlSafe(form)]);',
    replace: 'return [...outer, inner];',
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'one header not scrubbed', file: 'electron/host/timeline/entry.ts' },
    find: "isPlain(lower) ? tame(scrub(value), 200) : '']",
    replace: "isPlain(lower) ? tame(value, 200) : '']",
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'half a key in an error message', file: 'electron/host/http/name-failure.ts' },
    find: 'const own = { code: code && scrub(code), message: message && scrub(message) };',
    replace: 'const own = { code, message };',
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'a key that was typed in an error message', file: 'electron/bridge/crossing/serve.ts' },
    find: 'if (!parsed.success) throw new BridgeError(invalid(method, parsed.error));',
    replace: `if (!parsed.success) {
      const said = invalid(method, parsed.error);
      throw new BridgeError({ ...said, got: \`\${said.got}: \${JSON.stringify(input)}\` });
    }`,
    noticedBy: 'fuzz calls',
  },
  {
    ...{ name: 'secrets in use forgotten by the lock', file: 'electron/host/scrub/known-secrets.ts' },
    find: 'for (const value of values) if (!this.#inUse.has(value)) this.#forget(value);',
    replace: 'for (const value of values) this.#forget(value);',
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'byte cap off', file: 'electron/host/http/answer.ts' },
    find: 'if (size > limit) throw new BadAnswer(`the answer is larger than ${limit / 1024} KiB`);',
    replace: '',
    noticedBy: 'fuzz echo',
  },
  {
    ...{ name: 'depth cap off', file: 'electron/host/http/json.ts' },
    find: 'if (seen.depth > deepest)',
    replace: 'if (seen.depth > Infinity)',
    noticedBy: 'fuzz answers',
  },
  {
    ...{ name: 'prototype keys kept', file: 'electron/host/http/json.ts' },
    find: "if (key === '__proto__' || key === 'constructor' || key === 'prototype') return undefined;",
    replace: '',
    noticedBy: 'fuzz answers',
  },
];
