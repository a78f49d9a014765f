import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { problemContent } from './problemContent.ts';

/** Served outside the routes: bytes with ranges instead of JSON, a signed link instead of a login. */
export const artifactOperation: ZodOpenApiOperationObject = {
  operationId: 'downloadArtifact',
  summary: 'Read an artifact by the link that the list of artifacts gives',
  tags: ['artifacts'],
  security: [],
  requestParams: {
    path: z.object({ key: z.string().meta({ description: 'May contain slashes.' }) }),
    query: z.object({ expires: z.string(), signature: z.string() }),
  },
  responses: {
    200: { description: 'The whole', content: { 'application/octet-stream': { schema: z.string() } } },
    206: { description: 'The range asked for', content: { 'application/octet-stream': { schema: z.string() } } },
    403: { description: '`artifact.link-invalid`', content: problemContent(['artifact.link-invalid']) },
    404: { description: '`artifact.missing`', content: problemContent(['artifact.missing']) },
    416: { description: 'The range lies behind the end' },
  },
};
