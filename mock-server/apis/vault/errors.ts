import { type Answer, empty, json } from '../../answer.ts';

/** An error answer of an operation: `{"error":{"code","message"}}`. */
export class VaultError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What stands before the operations — authentication, tenant, rate limit — answers by a bare status. */
export class BareError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** The answer for either. */
export function errorAnswer(error: VaultError | BareError): Answer {
  if (error instanceof BareError) return empty(error.status);
  return json(error.status, { error: { code: error.code, message: error.message } });
}

/** 401, as document 002 words it. */
export function unauthorized(): VaultError {
  return new VaultError(401, 'UNAUTHORIZED', 'Authentication required');
}

/** 403 for a session of someone else. */
export function forbidden(): VaultError {
  return new VaultError(403, 'FORBIDDEN', 'Access denied');
}

/** 404, as document 002 words it. */
export function notFound(): VaultError {
  return new VaultError(404, 'NOT_FOUND', 'Resource not found');
}

/** 404 for a path or method without a route. */
export function unknownRoute(): VaultError {
  return new VaultError(404, 'NOT_FOUND', 'The requested resource was not found');
}

/** 400 for a token that names no session, where a session must be kept. */
export function noActiveSession(): VaultError {
  return new VaultError(400, 'BAD_REQUEST', 'No active session');
}

/** 500. */
export function internalError(): VaultError {
  return new VaultError(500, 'INTERNAL_ERROR', 'Internal server error');
}
