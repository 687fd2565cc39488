import type { OnBeforeRequestListenerDetails, CallbackResponse } from 'electron';
import type { CDPSession } from 'playwright';
import { fromChromium, toChromium } from '../origins.ts';
import type { Target } from '../pipe.ts';
import { leaving, type StandInSession } from '../session.ts';

type Paused = Parameters<Parameters<typeof onPaused>[1]>[0];

/** Who asks, and what it says of going elsewhere. */
export interface Asker {
  session: StandInSession;
  /** Whether a document may be loaded into a frame; asks the app's listeners. */
  mayNavigate(url: string, frameId: string, isRedirect: boolean): boolean;
}

// Written out once, for the type of what Chromium tells.
function onPaused(target: Target, listener: Parameters<typeof target.on<'Fetch.requestPaused'>>[1]): void {
  (target as Pick<CDPSession, 'on'>).on('Fetch.requestPaused', listener);
}

/** Answers every request of a target by the session's own handlers; what has none fails, and is noted. */
export async function answerRequests(target: Target, asker: Asker): Promise<void> {
  onPaused(target, (paused) => {
    answer(target, asker, paused).catch((error: unknown) => {
      process.stderr.write(`the stand-in could not answer ${paused.request.url}: ${String(error)}\n`);
      target.tell('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' });
    });
  });
  await target.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

async function answer(target: Target, asker: Asker, paused: Paused): Promise<void> {
  const { requestId, request, resourceType, frameId, redirectedRequestId } = paused;
  const url = fromChromium(request.url);
  const refuse = (errorReason: 'Aborted' | 'BlockedByClient' | 'AddressUnreachable' | 'Failed') =>
    target.tell('Fetch.failRequest', { requestId, errorReason });
  const isDocument = resourceType === 'Document';
  if (isDocument && !asker.mayNavigate(url, frameId, redirectedRequestId !== undefined))
    return refuse('Aborted');
  const { cancel, redirectURL } = await before(asker.session, url, paused);
  if (cancel === true) return refuse('BlockedByClient');
  if (redirectURL !== undefined) return redirect(target, requestId, redirectURL);
  const handler = asker.session.handlers.get(new URL(url).protocol.slice(0, -1));
  if (!handler) {
    leaving.push(url);
    return refuse('AddressUnreachable');
  }
  const { method, headers, postData } = request;
  const body = method === 'GET' || method === 'HEAD' ? null : (postData ?? null);
  const response = await handler(new Request(url, { method, headers, body }));
  if (response.type === 'error') return refuse('Failed');
  return fulfil(target, requestId, response);
}

/** Asks `webRequest.onBeforeRequest`, where the app listens to it. */
async function before(session: StandInSession, url: string, paused: Paused): Promise<CallbackResponse> {
  const { beforeRequest } = session;
  if (!beforeRequest) return {};
  const { promise, resolve } = Promise.withResolvers<CallbackResponse>();
  const kinds: Record<string, string> = { Document: 'mainFrame', XHR: 'xhr', Fetch: 'xhr' };
  const resourceType = kinds[paused.resourceType] ?? paused.resourceType.toLowerCase();
  const { method } = paused.request;
  const details = { id: 0, url, method, resourceType, timestamp: Date.now(), referrer: '', uploadData: [] };
  beforeRequest(details as unknown as OnBeforeRequestListenerDetails, resolve);
  return promise;
}

function redirect(target: Target, requestId: string, url: string): void {
  const responseHeaders = [{ name: 'Location', value: toChromium(url) }];
  target.tell('Fetch.fulfillRequest', { requestId, responseCode: 307, responseHeaders });
}

async function fulfil(target: Target, requestId: string, response: Response): Promise<void> {
  const responseHeaders = [...response.headers].map(([name, value]) => ({
    name,
    value: name === 'location' ? toChromium(value) : value,
  }));
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  target.tell('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body });
}
