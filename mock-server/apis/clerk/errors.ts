import { randomBytes } from 'node:crypto';
import { type Answer, json } from '../../answer.ts';

/** An error answer of Clerk. Codes and texts are those of its published error catalogue. */
export class ClerkError extends Error {
  readonly status: number;
  readonly code: string;
  readonly longMessage: string;
  readonly parameter: string | undefined;

  constructor(status: number, code: string, message: string, longMessage = message, parameter?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.longMessage = longMessage;
    this.parameter = parameter;
  }
}

/** The answer for an error: `{"errors":[…],"clerk_trace_id"}`. */
export function errorAnswer(error: ClerkError, headers: Answer['headers'] = {}): Answer {
  const { status, code, message, longMessage, parameter } = error;
  const meta = parameter === undefined ? {} : { param_name: parameter };
  const errors = [{ message, long_message: longMessage, code, meta }];
  return json(status, { errors, clerk_trace_id: randomBytes(16).toString('hex') }, headers);
}

/** 404 when the path names a session that does not exist. */
export function sessionNotFound(id: string): ClerkError {
  return new ClerkError(404, 'resource_not_found', 'Session not found', `No session was found with id ${id}`);
}

/** 404 when the path names a JWT template that the instance does not define. */
export function templateNotFound(name: string): ClerkError {
  const longMessage = `No JWT template exists with name: ${name}`;
  return new ClerkError(404, 'resource_not_found', 'JWT template not found', longMessage);
}

/** 401 for a key that is not the one of this instance. */
export function keyInvalid(): ClerkError {
  return new ClerkError(
    401,
    'clerk_key_invalid',
    'The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.',
  );
}

/** 401 for an `Authorization` header that is missing or no bearer. */
export function headerFormatInvalid(): ClerkError {
  return new ClerkError(
    401,
    'authorization_header_format_invalid',
    'Invalid Authorization header format',
    "Invalid Authorization header format. Must be 'Bearer <YOUR_API_KEY>'",
  );
}

/** 400 for an API version that is not a date, before the first one, or named twice. */
export function versionInvalid(): ClerkError {
  return new ClerkError(
    400,
    'api_version_invalid',
    'Invalid API version',
    'The API version must be given once, as YYYY-MM-DD, in the header Clerk-API-Version or in __clerk_api_version.',
  );
}

/** 400 for a body that is not a JSON object. */
export function bodyInvalid(): ClerkError {
  return new ClerkError(400, 'request_body_invalid', 'Request body invalid', 'The request body is invalid.');
}

/** 400 for a list without any of these filters (deprecation notice of document 004, get_session_list). */
export function queryMissing(names: string[]): ClerkError {
  return new ClerkError(
    400,
    'missing_query_parameter',
    'Missing query parameter',
    `Either of the following query parameters must be provided: ${names.join(', ')}`,
  );
}

/** 400 for a token that does not prove the session (document 004, verify_session). */
export function tokenInvalid(): ClerkError {
  return new ClerkError(
    400,
    'invalid_session_token',
    'Invalid session token',
    'The token provided could not be successfully verified',
  );
}

/** 410 from the versions on that no longer describe the call (document 004, verify_session). */
export function deprecated(): ClerkError {
  return new ClerkError(410, 'operation_deprecated', 'endpoint is deprecated and pending removal');
}

/** 422 for a parameter outside its values (document 004, get_session_list). */
export function valueInvalid(parameter: string, allowed: string): ClerkError {
  const longMessage = `${parameter} does not match one of the allowed values: ${allowed}`;
  return new ClerkError(422, 'form_param_value_invalid', 'is invalid', longMessage, parameter);
}

/** 422 for a parameter of the wrong kind. */
export function formatInvalid(parameter: string, expected: string): ClerkError {
  const longMessage = `${parameter} must be ${expected}`;
  return new ClerkError(422, 'form_param_format_invalid', 'is invalid', longMessage, parameter);
}

/** 429; the wait is in the header `Retry-After`. */
export function tooManyRequests(): ClerkError {
  return new ClerkError(429, 'too_many_requests', 'Too many requests', 'Too many requests, retry later');
}

/** 500, as the catalogue words it. */
export function internalError(): ClerkError {
  return new ClerkError(500, 'internal_clerk_error', 'Oops, an unexpected error occurred');
}

/** 503, as the catalogue words it. */
export function unavailable(): ClerkError {
  return new ClerkError(503, 'service_unavailable', 'Service unavailable');
}
