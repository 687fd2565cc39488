import pMap from 'p-map';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { timeOf } from './figures.ts';

// What somebody would write instead, who lists and ends sessions with the fastest client there is.

const List = z.object({ data: z.array(z.object({ id: z.string() })), total_count: z.number() });
export const pageSize = 500;

async function pageAt(baseUrl: string, offset: number, dispatcher: Agent): Promise<z.infer<typeof List>> {
  const url = `${baseUrl}/sessions?user_id=user_1&limit=${pageSize}&offset=${offset}&paginated=true`;
  return List.parse(await (await request(url, { dispatcher })).body.json());
}

/** Reads the first page; resolves with how long it took, ms. */
export async function firstPage(baseUrl: string): Promise<number> {
  const dispatcher = new Agent({ connections: 1 });
  const took = await timeOf(() => pageAt(baseUrl, 0, dispatcher));
  await dispatcher.close();
  return took;
}

/** Reads the first page alone, and then `width` pages at a time. Resolves with the ids. */
export async function listAll(baseUrl: string, width: number): Promise<string[]> {
  const dispatcher = new Agent({ connections: width });
  const first = await pageAt(baseUrl, 0, dispatcher);
  const offsets: number[] = [];
  for (let offset = pageSize; offset < first.total_count; offset += pageSize) offsets.push(offset);
  const rest = await pMap(offsets, (offset) => pageAt(baseUrl, offset, dispatcher), { concurrency: width });
  await dispatcher.close();
  return [first, ...rest].flatMap(({ data }) => data.map(({ id }) => id));
}

/** Lists once, ends all with a pool of 16, and lists once more. */
export async function endAll(baseUrl: string): Promise<void> {
  const dispatcher = new Agent({ connections: 16 });
  const end = async (id: string) => {
    const { body } = await request(`${baseUrl}/sessions/${id}/revoke`, { method: 'POST', dispatcher });
    await body.json();
  };
  await pMap(await listAll(baseUrl, 4), end, { concurrency: 16 });
  await listAll(baseUrl, 4);
  await dispatcher.close();
}
