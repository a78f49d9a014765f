import { keyRotationInputSchema, keyRotationSchema, keyStatusSchema } from '../keys.ts';
import { payloadsSchema } from '../payloads.ts';
import { defineRoute } from '../route.ts';

/** Temporal Web sends the payloads of a page of a history at once. */
const pageOfHistoryMiB = 8;

export const keyRoutes = {
  getKeys: defineRoute({
    method: 'GET',
    path: '/keys',
    tag: 'system',
    permission: 'keys:manage',
    summary: 'Which keys close how many stored secrets',
    status: 200,
    response: keyStatusSchema,
    errors: ['secrets.keeper-unavailable', 'secrets.key-refused'],
  }),
  rotateKeys: defineRoute({
    method: 'POST',
    path: '/keys/rotate',
    tag: 'system',
    permission: 'keys:manage',
    summary: 'Close every stored secret with the current key; it can be repeated, and goes on where it was cut off',
    body: keyRotationInputSchema,
    status: 200,
    response: keyRotationSchema,
    errors: ['secrets.keeper-unavailable', 'secrets.key-refused'],
  }),
  decodePayloads: defineRoute({
    method: 'POST',
    path: '/temporal/codec/decode',
    tag: 'system',
    permission: 'payloads:read',
    summary: 'Decrypt workflow payloads, as Temporal Web and its command line ask a remote codec',
    body: payloadsSchema,
    bodyMiB: pageOfHistoryMiB,
    status: 200,
    response: payloadsSchema,
    errors: ['secrets.keeper-unavailable', 'secrets.key-refused'],
    safe: true,
  }),
  encodePayloads: defineRoute({
    method: 'POST',
    path: '/temporal/codec/encode',
    tag: 'system',
    permission: 'payloads:read',
    summary: 'Encrypt workflow payloads that are sent by Temporal Web or its command line',
    body: payloadsSchema,
    bodyMiB: pageOfHistoryMiB,
    status: 200,
    response: payloadsSchema,
    errors: ['secrets.keeper-unavailable', 'secrets.key-refused'],
    safe: true,
  }),
};
