import { join } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

/** What came over the wire. */
export interface HttpReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One operation of an OpenAPI document. */
export interface DocumentedOperation {
  operation: string;
  statuses: number[];
  /** In what this answer is not the documented one; empty when it is. */
  problemsOf(reply: HttpReply): string[];
}

interface ResponseObject {
  headers?: Record<string, { required?: boolean; schema: object }>;
  content?: Record<string, { schema: object }>;
  'x-may-be-empty'?: boolean;
}

interface OperationObject {
  operationId: string;
  responses: Record<string, ResponseObject>;
}

type Check = (schema: object, value: unknown) => string[];

/** The operations of a document of `test/openapi/`. A document that is no valid OpenAPI 3.0 is refused. */
export async function documentedOperations(api: string): Promise<DocumentedOperation[]> {
  const document = await SwaggerParser.validate(join(import.meta.dirname, `../../openapi/${api}.yaml`));
  const check = schemaCheck();
  return Object.values(document.paths ?? {})
    .flatMap((path) => Object.values(path as Record<string, OperationObject>))
    .map(({ operationId, responses }) => ({
      operation: operationId,
      statuses: Object.keys(responses).map(Number),
      problemsOf: (reply) => {
        const response = responses[String(reply.status)];
        if (response === undefined) return [`status ${reply.status} is not documented`];
        return [...headerProblems(check, response, reply), ...bodyProblems(check, response, reply)];
      },
    }));
}

/** Formats count, such as `date-time` and `uuid`; `nullable` is OpenAPI's own and Ajv knows it. */
function schemaCheck(): Check {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  return (schema, value) => {
    const validate = ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).map(words);
  };
}

function words({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === '' ? 'the body' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`;
}

function headerProblems(check: Check, { headers = {} }: ResponseObject, reply: HttpReply): string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = reply.headers[name.toLowerCase()];
    if (value === undefined) return required ? [`header ${name} is missing`] : [];
    return check(schema, value).map((problem) => `header ${name}: ${problem}`);
  });
}

function bodyProblems(check: Check, response: ResponseObject, { headers, text }: HttpReply): string[] {
  const type = headers['content-type'];
  const isBare = text === '' && type === undefined;
  if (response.content === undefined)
    return isBare ? [] : ['there is a body or a type, and none is documented'];
  if (isBare && response['x-may-be-empty']) return [];
  const documented = response.content[String(type)];
  if (documented === undefined) {
    return [`the type is ${String(type)}, not ${Object.keys(response.content).join(' or ')}`];
  }
  if (!String(type).startsWith('application/json')) return check(documented.schema, text);
  try {
    return check(documented.schema, JSON.parse(text));
  } catch (error) {
    return [`the body is no JSON: ${String(error)}`];
  }
}
