import type { Answer } from '../../answer.ts';

/** An error answer of NestJS: `{"message","error","statusCode"}`; a validation pipe sends a list of messages. */
export class NestError extends Error {
  readonly status: number;
  readonly messages: string | string[];

  constructor(status: number, messages: string | string[]) {
    super(String(messages));
    this.status = status;
    this.messages = messages;
  }
}

const names: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

/** JSON as Express sends it under NestJS: with a charset. */
export function nestJson(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  const contentType = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers: { ...contentType, ...headers }, body: JSON.stringify(value) };
}

/** The answer for an error. Fields as seen on NestJS 11: `error` is left out where it would only repeat. */
export function errorAnswer({ status, messages }: NestError, headers: Answer['headers'] = {}): Answer {
  const error = names[status];
  const named = error === undefined || error === messages ? {} : { error };
  return nestJson(status, { message: messages, ...named, statusCode: status }, headers);
}

/** 500 of an error that nothing in the server caught. */
export function internalError(): NestError {
  return new NestError(500, 'Internal server error');
}

/** 401 of the guard before the operations: the same for no token, a forged one and one that is over. */
export function unauthenticated(): NestError {
  return new NestError(401, 'User not authenticated');
}
