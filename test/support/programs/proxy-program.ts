import { z } from 'zod';
import { send } from '../../../electron/host/http/http.ts';

// Fetches a URL in a process of its own, as the host does or as Node does by itself, and says what came back.

const [how, url = ''] = process.argv.slice(2);
const request = { method: 'GET', path: '/', answer: z.unknown() } as const;
const signal = AbortSignal.timeout(60_000);
try {
  const response = await (how === 'ours' ? send(request, new URL(url), {}, signal) : fetch(url, { signal }));
  process.stdout.write(`${response.status} ${await response.text()}`);
} catch {
  process.stdout.write('failed');
}
process.exit(0);
