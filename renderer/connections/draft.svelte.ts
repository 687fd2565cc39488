import type { ApiInfo, Field } from '../../electron/bridge/api.ts';
import type { Connection, ConnectionDraft } from '../../electron/bridge/connection.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { KeyStatus } from '../../electron/bridge/key.ts';
import { Action } from '../remote/action.svelte.ts';
import type { Connections } from './connections.svelte.ts';

type Values = Record<string, string>;

/** A connection while it is being filled in. Secrets are held here until they are sent, and no longer. */
export class Draft {
  readonly connection: Connection | null;
  readonly #connections: Connections;
  #api = $state.raw<ApiInfo | undefined>(undefined);
  readonly #saving = new Action();
  #keyDropped = $state(false);
  #unused: readonly string[] = [];
  name = $state('');
  kind = $state<ConnectionDraft['kind']>('development');
  colour = $state<ConnectionDraft['colour']>('blue');
  baseUrl = $state('');
  settings = $state<Values>({});
  filters = $state<Values>({});
  secrets = $state<Values>({});
  /** The person's choice where the keychain refuses: the key is kept until Sessiondeck closes, and nowhere else. */
  inMemory = $state(false);
  /** What was saved, though its key was not: saving again does not add another. */
  #saved: Connection | null = null;

  constructor(connections: Connections, connection: Connection | null) {
    this.#connections = connections;
    this.connection = connection;
    const api = connection ? connections.apiOf(connection) : connections.apis[0];
    if (api) this.#begin(api);
  }

  get api(): ApiInfo | undefined {
    return this.#api;
  }

  get busy(): boolean {
    return this.#saving.busy !== null;
  }

  get failure(): Failure | null {
    return this.#saving.failure;
  }

  /** Whether saving failed after a key was typed: the page forgot it, and the form says so. */
  get keyDropped(): boolean {
    return this.#keyDropped;
  }

  /** The names of pasted cookies that were not kept when it was saved last, since the API does not use them. */
  get unused(): readonly string[] {
    return this.#unused;
  }

  /** Names of the secret fields that already have a value. */
  get savedSecrets(): readonly string[] {
    return this.elsewhere === null ? (this.#key?.fields ?? []) : [];
  }

  /** The origin that the key was saved for, where the base URL is another's: it is not sent there. */
  get elsewhere(): string | null {
    const origin = this.#key?.origin ?? null;
    if (!URL.canParse(this.baseUrl)) return null;
    const typed = new URL(this.baseUrl);
    // Without a scheme, as in localhost:3000, the host completes it; until then its origin is not known here.
    return /^https?:$/.test(typed.protocol) && origin !== typed.origin ? origin : null;
  }

  chooseApi(api: ApiInfo): void {
    this.#begin(api);
  }

  /** Red stands for production, until the person picks another colour. */
  chooseKind(kind: ConnectionDraft['kind']): void {
    if (kind === 'production' && this.colour === 'blue') this.colour = 'red';
    if (kind !== 'production' && this.colour === 'red') this.colour = 'blue';
    this.kind = kind;
  }

  /** Saves, and forgets the secrets whether or not that worked. Null: it did not. */
  async save(): Promise<Connection | null> {
    const api = this.#api;
    if (!api) return null;
    const secrets = $state.snapshot(this.secrets);
    this.#clearSecrets(api);
    this.#keyDropped = false;
    const saved = await this.#saving.run('connections.save', async () => {
      this.#saved = await this.#connections.save(this.#draft(api));
      this.#unused = await this.#connections.putKey(this.#saved.id, secrets, this.inMemory);
      return this.#saved;
    });
    if (saved === null) this.#keyDropped = this.#dropMisplaced() || Object.values(secrets).some(Boolean);
    return saved;
  }

  get #key(): KeyStatus | undefined {
    return this.connection ? this.#connections.keyOf(this.connection.id) : undefined;
  }

  #draft(api: ApiInfo): ConnectionDraft {
    return {
      id: this.connection?.id ?? this.#saved?.id ?? null,
      api: api.id,
      name: this.name,
      kind: this.kind,
      colour: this.colour,
      baseUrl: this.baseUrl,
      settings: $state.snapshot(this.settings),
      filters: $state.snapshot(this.filters),
    };
  }

  #begin(api: ApiInfo): void {
    const { connection } = this;
    this.#api = api;
    this.baseUrl = connection?.baseUrl ?? api.baseUrl;
    this.settings = valuesOf(api.settings, connection?.settings);
    this.filters = valuesOf(api.filters, connection?.filters);
    this.#clearSecrets(api);
    if (!connection) return;
    this.name = connection.name;
    this.colour = connection.colour;
    if (connection.kind !== 'demo') this.kind = connection.kind;
  }

  /** Removes secrets that were typed into other fields; whether there were any. */
  #dropMisplaced(): boolean {
    const before = JSON.stringify([this.baseUrl, this.settings]);
    this.baseUrl = withoutSecrets(this.baseUrl);
    this.settings = Object.fromEntries(
      Object.entries(this.settings).map(([name, value]) => [name, withoutSecrets(value)]),
    );
    return JSON.stringify([this.baseUrl, this.settings]) !== before;
  }

  #clearSecrets(api: ApiInfo): void {
    this.secrets = Object.fromEntries(api.secrets.map(({ name }) => [name, '']));
  }
}

/** A text without the private keys in it, and a URL without its user and password. */
function withoutSecrets(text: string): string {
  return text
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs, '')
    .replace(/^(\s*[a-z]+:\/\/)[^/@\s]+@/i, '$1');
}

function valuesOf(fields: readonly Field[], known: Values | undefined): Values {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, known?.[name] ?? initial]));
}
