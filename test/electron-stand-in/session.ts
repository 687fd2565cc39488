import type {
  CallbackResponse,
  CustomScheme,
  OnBeforeRequestListenerDetails,
  Protocol,
  Session,
  WebContents,
  WebRequestFilter,
} from 'electron';
import { EventEmitter } from 'node:events';
import { needsBeforeReady, needsReady } from './desktop.ts';
import { registerScheme } from './origins.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type BeforeRequest =
  ((details: OnBeforeRequestListenerDetails, callback: (response: CallbackResponse) => void) => void) | null;
type PermissionRequest = Parameters<Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Session['setPermissionCheckHandler']>[0];
type DevicePermission = Parameters<Session['setDevicePermissionHandler']>[0];
type DisplayMedia = Parameters<Session['setDisplayMediaRequestHandler']>[0];

type Used =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'clearStorageData'
  | 'clearCache';

/** Requests that nobody answered, and that a real Electron would have sent. */
export const leaving: string[] = [];

/** A session of its own by its handlers; its storage is that of the one profile behind all windows. */
export class StandInSession extends EventEmitter implements Pick<Session, Used> {
  readonly handlers = new Map<string, Handler>();
  readonly asked: string[] = [];
  beforeRequest: BeforeRequest = null;
  displayMedia: DisplayMedia = null;
  #request: PermissionRequest = null;
  #check: PermissionCheck = null;
  #device: DevicePermission = null;

  readonly protocol: Pick<Protocol, 'handle' | 'unhandle' | 'isProtocolHandled'> = {
    handle: (scheme, handler) => {
      if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      // Electron's own declaration names the DOM's Request, which is the one that Node has too.
      this.handlers.set(scheme, handler);
    },
    unhandle: (scheme) => {
      if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
    },
    isProtocolHandled: (scheme) => this.handlers.has(scheme),
  };

  readonly webRequest = {
    onBeforeRequest: (filter: WebRequestFilter | BeforeRequest, listener?: BeforeRequest): void => {
      const isFilter = typeof filter === 'object' && filter !== null;
      const ask = isFilter ? (listener ?? null) : filter;
      const urls = isFilter ? filter.urls : ['<all_urls>'];
      this.beforeRequest =
        ask && ((details, answer) => (matches(urls, details.url) ? ask(details, answer) : answer({})));
    },
  };

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DevicePermission): void {
    this.#device = handler;
  }

  setDisplayMediaRequestHandler(handler: DisplayMedia): void {
    this.displayMedia = handler;
  }

  get hasDeviceHandler(): boolean {
    return this.#device !== null;
  }

  /** What the app's handlers say of a permission that a page has, or asks for; without one Electron grants it. */
  async grants(
    contents: WebContents,
    permission: string,
    origin: string,
    isMainFrame = true,
  ): Promise<boolean> {
    const details = { requestingUrl: `${origin}/`, isMainFrame };
    const checked = this.#check?.(contents, permission as never, origin, details) ?? true;
    if (!checked || !this.#request) return checked;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#request(contents, permission as never, resolve, details);
    return promise;
  }

  async clearStorageData(): Promise<void> {
    this.asked.push('clearStorageData');
  }

  async clearCache(): Promise<void> {
    this.asked.push('clearCache');
  }
}

/** Whether a URL is one that a filter of `webRequest` names. */
function matches(patterns: string[], url: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return pattern === '<all_urls>' || new RegExp(`^${parts.join('.*')}$`).test(url);
  });
}

const sessions = new Map<string, StandInSession>();

function sessionOf(name: string): StandInSession {
  needsReady('Session can only be received when app is ready');
  const found = sessions.get(name) ?? new StandInSession();
  sessions.set(name, found);
  return found;
}

export const session = {
  fromPartition: (partition: string) => sessionOf(partition),
  get defaultSession() {
    return sessionOf('');
  },
};

let hasSchemes = false;

export const protocol: Pick<Protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged(customSchemes: CustomScheme[]): void {
    needsBeforeReady('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (hasSchemes) throw new Error('protocol.registerSchemesAsPrivileged should be called only once');
    hasSchemes = true;
    for (const { scheme } of customSchemes) registerScheme(scheme);
  },
};
