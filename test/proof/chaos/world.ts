import { rmSync } from 'node:fs';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { startMockServer, type MockServer } from '../../../mock-server/index.ts';
import { randomFor, type Random } from '../../../mock-server/random.ts';
import { newFolder } from '../../../scripts/folders.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { FaultProxy, type Sighting } from './fault-proxy.ts';
import { Faults } from './faults.ts';
import type { Figures } from './figures.ts';
import { HostGone, HostProcess } from './host-process.ts';
import { cutPower } from './legs/power.ts';
import { Server } from './server.ts';
import { Teller } from './tale.ts';
import { Traffic } from './traffic.ts';

/** Of one operation, ms. Nothing here waits for ever: a shorter one would only tell how slow the machine is. */
const deadline = 120_000;

/** An API behind its proxy, and the connection to it. */
export interface Subject {
  server: Server;
  faults: Faults;
  proxy: FaultProxy;
  teller: Teller;
  connectionId: string;
}

/** The mock server and the proxies in this process, the host in another. */
export class World {
  readonly random: Random;
  readonly figures: Figures;
  readonly subjects: Subject[] = [];
  /** Since the run under way was confirmed. */
  traffic = new Traffic();
  /** Since the round under way began. */
  roundTraffic = new Traffic();
  /** Told of each request, after it was counted. */
  watch: (sighting: Sighting) => void = () => undefined;
  readonly #folder = newFolder();
  readonly #keychain = new Map<string, string>();
  readonly #mock: MockServer;
  #host: HostProcess;

  private constructor(mock: MockServer, seed: number, figures: Figures) {
    this.#mock = mock;
    this.random = randomFor(`chaos ${seed}`);
    this.figures = figures;
    this.#host = new HostProcess(this.#folder, this.#keychain, deadline);
  }

  static async open(seed: number, figures: Figures, apis: string[]): Promise<World> {
    const world = new World(await startMockServer({ apis }), seed, figures);
    await world.#host.ready;
    for (const api of apis) await world.#connect(api, seed);
    return world;
  }

  get bridge(): Bridge {
    return this.#host.bridge;
  }

  get faults(): Faults[] {
    return this.subjects.map(({ faults }) => faults);
  }

  chance(percent: number): boolean {
    return this.random.integer(1, 100) <= percent;
  }

  /** Fills a server anew. An API whose key names the sessions gets a connection of its own for them. */
  async refill(subject: Subject, count: number): Promise<string[]> {
    const { server, proxy, connectionId } = subject;
    const names = server.refill(count, this.random);
    if (server.kind.secrets) {
      await this.bridge('connections.remove', { connectionId });
      subject.connectionId = await this.#save(server, proxy);
    }
    return names;
  }

  /** Kills the host at this moment. */
  kill(moment: string): void {
    this.figures.countKill(moment);
    this.#host.kill();
  }

  /**
   * Waits until the host is gone and nothing that it sent is on its way any more, starts another on the same store
   * and keychain, and returns when that one began, ms since the epoch. `again` may ask for that one to be killed too.
   */
  async restart(again: () => boolean): Promise<number> {
    for (;;) {
      await this.#take(this.#host);
      for (const { proxy } of this.subjects) await proxy.settled();
      // Every other kill is one by a power cut.
      if (this.chance(50) && cutPower(this.#folder)) this.figures.powerCuts += 1;
      const startedAt = Date.now();
      this.#host = new HostProcess(this.#folder, this.#keychain, deadline);
      const delay = this.random.integer(0, 500);
      const timer = again() ? setTimeout(() => this.kill('at the next start'), delay) : undefined;
      try {
        await this.#host.ready;
        return startedAt;
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  async close(): Promise<void> {
    this.#host.kill();
    await this.#take(this.#host);
    for (const { proxy } of this.subjects) {
      this.figures.requests += proxy.requests;
      await proxy.settled();
      await proxy.close();
    }
    await this.#mock.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Waits for the end of a host, and counts what it said of itself. */
  async #take(host: HostProcess): Promise<void> {
    const said = await host.gone;
    this.figures.faultsOfOurs += said.split('\n').filter((line) => line.startsWith('fault in ')).length;
    if (said) process.stderr.write(said);
  }

  async #connect(id: string, seed: number): Promise<void> {
    const api = this.#mock.apis.get(id);
    if (!api) throw new Error(`there is no mock server for ${id}`);
    const server = new Server(api);
    const faults = new Faults(randomFor(`chaos ${seed} ${id}`), 0);
    const proxy = await FaultProxy.start({
      target: new URL(api.baseUrl).origin,
      next: () => faults.next(),
      toEnd: (request) => server.toEnd(request),
      observe: (sighting) => {
        this.traffic.observe(sighting);
        this.roundTraffic.observe(sighting);
        this.watch(sighting);
      },
    });
    const connectionId = await this.#save(server, proxy);
    this.subjects.push({ server, faults, proxy, teller: new Teller(this.random), connectionId });
  }

  /** A connection to the server behind its proxy, with the key for its sessions. */
  #save({ api, filters, secrets, settings }: Server, proxy: FaultProxy): Promise<string> {
    const baseUrl = `${proxy.origin}${new URL(api.baseUrl).pathname}`;
    const access = { settings, filters, secrets };
    return saveConnection(this.bridge, { ...api, baseUrl, access });
  }
}
