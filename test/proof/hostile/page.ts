import type { Page } from 'playwright';
import type { Attempt } from './figures.ts';

/**
 * A page that wants to reach another origin tries everything that a page can, with each address. It succeeds where it can
 * read an answer, where something loads or opens that it could use, or where a window lets itself be looked into.
 *
 * @param trips round trips of another request, about 20 ms each or more, after which an attempt is given up
 */
export async function assault(
  page: Page,
  addresses: string[],
  token: string,
  trips = 20,
): Promise<Attempt[]> {
  return page.evaluate(
    async ([urls, secret, patientFor]) => {
      const tries: Promise<Attempt>[] = [];
      // What nothing is heard of is given up after so many round trips of another request: time alone says nothing.
      let trips = 0;
      let isOver = false;
      const soon = () => new Promise((resolve) => setTimeout(resolve, 20));
      const travel = async () => {
        for (; !isOver; trips += 1) await fetch('/trip', { cache: 'no-store' }).then(soon, soon);
      };
      const patience = async () => {
        for (const from = trips; trips < from + patientFor;) await soon();
      };
      const attempt = (what: string, act: () => Promise<boolean>) =>
        void tries.push(
          Promise.resolve()
            .then(act)
            .then(
              (succeeded) => ({ what, succeeded }),
              () => ({ what, succeeded: false }),
            ),
        );
      /** Whether something fires this event, and not one of those that tell of a failure. */
      const tells = (target: EventTarget, event: string, failures = ['error', 'abort', 'close']) =>
        new Promise<boolean>((resolve) => {
          target.addEventListener(event, () => resolve(true));
          for (const failed of failures) target.addEventListener(failed, () => resolve(false));
          void patience().then(() => resolve(false));
        });
      /** Whether a window can be read once it shows what it was opened with: that of another origin throws. */
      const showsReadable = async (other: Window | null): Promise<boolean> => {
        for (const from = trips; other && trips < from + patientFor;) {
          if (other.location.href !== 'about:blank' && other.document.readyState === 'complete')
            return isReadable(other);
          await soon();
        }
        return false;
      };
      const ask = async (url: string, init: RequestInit) => {
        const reply = await fetch(url, init);
        return reply.type !== 'opaque' && reply.ok;
      };
      const append = <E extends HTMLElement>(element: E, parent: HTMLElement = document.body): E => {
        parent.append(element);
        return element;
      };
      const create = <K extends keyof HTMLElementTagNameMap>(tag: K, given: object) =>
        Object.assign(document.createElement(tag), given);
      const isReadable = (other: Window | null) => Boolean(other?.document.body.innerHTML);
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json'];
      const withToken = { 'Content-Type': 'application/json', 'X-Sessiondeck-Token': secret };
      const body = '{"undo":"off"}';

      for (const url of urls) {
        for (const mode of ['cors', 'no-cors'] as const)
          for (const credentials of ['omit', 'include'] as const) {
            attempt(`GET ${mode} ${credentials} ${url}`, () => ask(url, { mode, credentials }));
            for (const type of types) {
              const init = { method: 'POST', mode, credentials, headers: { 'Content-Type': type }, body };
              attempt(`POST ${mode} ${credentials} ${type} ${url}`, () => ask(url, init));
            }
          }
        for (const method of ['DELETE', 'PUT', 'OPTIONS'])
          attempt(`${method} ${url}`, () => ask(url, { method, headers: withToken }));
        attempt(`POST with the token ${url}`, () => ask(url, { method: 'POST', headers: withToken, body }));
        attempt(`POST that outlives its page ${url}`, () =>
          ask(url, { method: 'POST', keepalive: true, headers: withToken, body }),
        );
        attempt(`XMLHttpRequest ${url}`, () => {
          const request = new XMLHttpRequest();
          request.open('POST', url);
          request.withCredentials = true;
          const loaded = tells(request, 'load').then((came) => came && request.status === 200);
          request.send(body);
          return loaded;
        });
        attempt(`beacon ${url}`, async () => {
          navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }));
          return false;
        });
        for (const tag of ['img', 'script'] as const)
          attempt(`<${tag}> ${url}`, () => tells(append(create(tag, { src: url })), 'load'));
        attempt(`<link> ${url}`, () =>
          tells(append(create('link', { rel: 'stylesheet', href: url })), 'load'),
        );
        attempt(`<object> ${url}`, async () => {
          const element = append(create('object', { data: url }));
          await tells(element, 'load');
          return isReadable(element.contentWindow);
        });
        attempt(`<iframe> ${url}`, async () => {
          const frame = append(create('iframe', { src: url }));
          // A refused frame loads an error page: only what can be read of it counts.
          await tells(frame, 'load');
          return isReadable(frame.contentWindow);
        });
        for (const enctype of [...types.slice(0, 2), 'multipart/form-data'])
          attempt(`<form> ${enctype} ${url}`, async () => {
            const frame = append(create('iframe', { name: `${enctype} ${url}` }));
            const form = append(create('form', { method: 'POST', action: url, enctype, target: frame.name }));
            append(create('input', { name: '{"undo":"off","x":"', value: '"}' }), form);
            form.submit();
            await tells(frame, 'load');
            return frame.contentWindow?.location.href !== 'about:blank' && isReadable(frame.contentWindow);
          });
        attempt(`window ${url}`, async () => {
          const opened = window.open(url, `window ${url}`);
          return showsReadable(opened).finally(() => opened?.close());
        });
        attempt(`WebSocket ${url}`, () => tells(new WebSocket(url.replace(/^http/, 'ws')), 'open'));
        attempt(`EventSource ${url}`, async () => {
          const stream = new EventSource(url);
          const came = await tells(stream, 'open');
          stream.close();
          return came;
        });
        attempt(`Worker ${url}`, () => {
          const worker = new Worker(url);
          return tells(worker, 'message');
        });
        attempt(`service worker ${url}`, () =>
          navigator.serviceWorker.register(url).then((registration) => registration.unregister()),
        );
      }
      void travel();
      return Promise.all(tries).finally(() => (isOver = true));
    },
    [addresses, token, trips] as const,
  );
}
