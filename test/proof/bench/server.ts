import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'undici';
import { z } from 'zod';

const Stats = z.object({ all: z.number(), refused: z.number(), ended: z.number() });

export interface BenchServer {
  baseUrl: string;
  /** Lets every session live again, and counts from 0. */
  reset(): Promise<void>;
  stats(): Promise<z.infer<typeof Stats>>;
  close(): void;
}

/** Starts the server in a process of its own; `latency` in ms per request, `rate` in requests per second. */
export async function startServer(rows: number, latency: number, rate = Infinity): Promise<BenchServer> {
  const program = new URL('./clerk-server.ts', import.meta.url);
  const given = [`--rows=${rows}`, `--latency=${latency}`, `--rate=${rate}`];
  const child = fork(program, given, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = (await once(child, 'message')) as [number];
  const baseUrl = `http://127.0.0.1:${port}`;
  const ask = async (path: string) => (await request(`${baseUrl}${path}`)).body.json();
  return {
    baseUrl,
    reset: async () => {
      await ask('/reset');
    },
    stats: async () => Stats.parse(await ask('/stats')),
    close: () => child.disconnect(),
  };
}
