import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Started = { server: Server; response: ServerResponse };

/** What a server of this process, on this port, answers from now on: heads and bodies, as they are given to the network. */
export function answersOf(port: number): { all: () => Uint8Array[]; stop: () => void } {
  const chunks: Uint8Array[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(chunk);
  };
  const begun = (started: unknown) => {
    const { server, response } = started as Started;
    if ((server.address() as AddressInfo | null)?.port !== port) return;
    const { write, end } = response;
    response.write = (...given: unknown[]) => {
      keep(given[0]);
      return Reflect.apply(write, response, given) as boolean;
    };
    response.end = (...given: unknown[]) => {
      keep(JSON.stringify(response.getHeaders()));
      keep(given[0]);
      return Reflect.apply(end, response, given) as ServerResponse;
    };
  };
  subscribe('http.server.request.start', begun);
  return { all: () => [Buffer.concat(chunks)], stop: () => unsubscribe('http.server.request.start', begun) };
}
