import { startMockServer } from './index.ts';
import type { MockServer, MockApi } from './index.ts';

/** `npm run mock`: every API on its fixed port, until Ctrl+C. */
async function main(): Promise<void> {
  const mock = await startMockServer({ fixedPorts: true });
  for (const api of mock.apis.values()) console.log(describe(api));
  console.log('Press Ctrl+C to stop.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(mock));
}

async function stop(mock: MockServer): Promise<void> {
  await mock.close();
  process.exit(0);
}

function describe(api: MockApi): string {
  const { settings, secrets, filters } = api.access;
  const fields = Object.entries({ ...settings, ...secrets, ...filters }).filter(([, value]) => value !== '');
  return [
    api.title,
    `  base URL   ${api.baseUrl}`,
    ...fields.map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    ...api.hints.map((hint) => `  ${hint}`),
    ...(api.phone === undefined ? [] : [`  phone      ${new URL('/_phone', api.baseUrl).href}`]),
    `  raw data   ${new URL('/_data/db', api.baseUrl).href}`,
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
