import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  Delete,
  ForbiddenException,
  Get,
  Inject,
  Logger,
  NotFoundException,
  Param,
  Query,
  Req,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  type INestApplication,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { IsNumberString, IsOptional } from 'class-validator';
import { jwtVerify, SignJWT } from 'jose';

/** A row of the application's table of sessions; times are ISO strings. */
export interface NestRow {
  id: string;
  userId: string;
  deviceInfo: string | null;
  ipAddress: string | null;
  location: string | null;
  lastActiveAt: string;
  createdAt: string;
  expiresAt: string;
  isRevoked: boolean;
}

export interface RealNest {
  base: string;
  /** An access token of this user, valid for so many seconds. */
  token(userId: string, seconds?: number): Promise<string>;
  /** From now on ends are answered as successes and nothing is ended. */
  lie(): void;
  close(): Promise<void>;
}

export interface NestOptions {
  /** Requests in `ttl` ms after which @nestjs/throttler refuses. */
  throttle?: { limit: number; ttl: number };
  /** Queries are checked by Nest's ValidationPipe. */
  validates?: boolean;
}

interface Sessions {
  rows: NestRow[];
  isLying: boolean;
}
type Signed = Record<string, unknown> & { userId: string };

// A server that refuses requests logs each of them.
Logger.overrideLogger(false);

const secret = new TextEncoder().encode('the secret of the tests, of 32 bytes');
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A Nest 11 application with the five documented routes on a free loopback port. It works on these rows themselves. */
export async function startRealNest(rows: NestRow[], options: NestOptions = {}): Promise<RealNest> {
  const sessions: Sessions = { rows, isLying: false };
  const app: INestApplication = await NestFactory.create(moduleOf(sessions, options));
  if (options.validates) app.useGlobalPipes(new ValidationPipe());
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  return {
    base: `http://127.0.0.1:${port}`,
    token: (userId, seconds = 900) =>
      new SignJWT({ email: 'ann.peeters@example.com', role: 'user' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(secret),
    lie: () => void (sessions.isLying = true),
    close: () => app.close(),
  };
}

/** The module of one application, which holds these sessions alone. */
function moduleOf(sessions: Sessions, { throttle }: NestOptions): DynamicModule {
  const table: Provider = { provide: sessionsToken, useValue: sessions };
  const guards: Provider[] = throttle ? [{ provide: APP_GUARD, useClass: ThrottlerGuard }] : [];
  return {
    module: SessionsModule,
    imports: throttle ? [ThrottlerModule.forRoot([throttle])] : [],
    controllers: [SessionController],
    providers: [table, ...guards],
  };
}

class SessionsModule {
  readonly name = 'sessions';
}

/** Access tokens are checked by their signature and age alone, as by passport's JWT strategy. */
class TokenGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Signed & { headers: Record<string, string> }>();
    const token = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
    const userId = await jwtVerify(token, secret).then(
      ({ payload }) => payload.sub,
      () => undefined,
    );
    if (userId === undefined) throw new UnauthorizedException('User not authenticated');
    request.userId = userId;
    return true;
  }
}

/** The query of a list. Fields have no types at run time here: class-validator gets its rules by calls. */
class ListQuery {
  declare currentSessionId?: string;
  declare page?: string;
  declare limit?: string;
}
for (const name of ['page', 'limit']) {
  IsOptional()(ListQuery.prototype, name);
  IsNumberString()(ListQuery.prototype, name);
}

class SessionController {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  list(request: Signed, query: ListQuery) {
    const limit = Math.min(Math.max(Number.parseInt(query.limit ?? '', 10) || 10, 1), 50);
    const page = Math.max(Number.parseInt(query.page ?? '', 10) || 1, 1);
    const rows = this.#live(request).sort((one, other) => (one.lastActiveAt < other.lastActiveAt ? 1 : -1));
    const shown = rows.slice((page - 1) * limit, page * limit);
    return {
      sessions: shown.map((row) => dto(row, query.currentSessionId)),
      ...{ total: rows.length, page, limit, totalPages: Math.ceil(rows.length / limit) },
    };
  }

  count(request: Signed) {
    return { count: this.#live(request).length };
  }

  validate(request: Signed, sessionId: string) {
    const valid = this.#live(request).some(({ id }) => id === asUuid(sessionId));
    const message = valid ? 'Session is active' : 'Session is expired, revoked, or does not exist';
    return { valid, message };
  }

  revokeAll({ userId }: Signed) {
    const { rows, isLying } = this.#sessions;
    const own = rows.filter((row) => row.userId === userId && !row.isRevoked);
    if (!isLying) for (const row of own) row.isRevoked = true;
    const message = `Logged out from ${own.length} device(s)`;
    return { success: true, message, revokedCount: own.length };
  }

  revoke({ userId }: Signed, sessionId: string) {
    const { rows, isLying } = this.#sessions;
    const row = rows.find(({ id }) => id === asUuid(sessionId));
    if (!row) throw new NotFoundException('Session not found');
    if (row.userId !== userId)
      throw new ForbiddenException('Cannot revoke session belonging to another user');
    if (!isLying) row.isRevoked = true;
    return { success: true, message: 'Session revoked successfully' };
  }

  #live({ userId }: Signed): NestRow[] {
    const now = Date.now();
    const { rows } = this.#sessions;
    return rows.filter((row) => row.userId === userId && !row.isRevoked && Date.parse(row.expiresAt) > now);
  }
}

// The TypeScript that runs here has no syntax for decorators, so they are called.
const sessionsToken = 'the sessions';
Inject(sessionsToken)(SessionController, undefined, 0);
route('list', Get(), [Req(), Query()], [Object, ListQuery]);
route('count', Get('count'), [Req()], [Object]);
route('validate', Get('validate/:sessionId'), [Req(), Param('sessionId')]);
route('revokeAll', Delete(), [Req()], [Object]);
route('revoke', Delete(':sessionId'), [Req(), Param('sessionId')]);
UseGuards(TokenGuard)(SessionController);
Controller('sessions')(SessionController);

/** Calls the decorators of a method and of its parameters. */
function route(
  name: keyof SessionController,
  method: MethodDecorator,
  parameters: ParameterDecorator[],
  types: unknown[] = [Object, String],
): void {
  const { prototype } = SessionController;
  Reflect.defineMetadata('design:paramtypes', types, prototype, name);
  parameters.forEach((parameter, index) => parameter(prototype, name, index));
  method(prototype, name, Object.getOwnPropertyDescriptor(prototype, name) ?? {});
}

/** What a session is to a client: without its owner, its end and whether it is revoked. */
function dto(row: NestRow, currentSessionId: string | undefined): object {
  const { id, deviceInfo, ipAddress, location, lastActiveAt, createdAt } = row;
  return { id, deviceInfo, ipAddress, location, lastActiveAt, createdAt, isCurrent: id === currentSessionId };
}

/** Any text goes to the database, whose driver refuses one that is no UUID; nothing in the application catches that. */
function asUuid(text: string): string {
  if (!uuid.test(text)) throw new Error(`invalid input syntax for type uuid: "${text}"`);
  return text.toLowerCase();
}
