import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newTraceparent } from '../client/traceparent.ts';
import { readTraceparent, traceOf } from './traceparent.ts';

const id = (bytes: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: bytes, maxLength: bytes })
    .filter((made) => made.some((byte) => byte > 0))
    .map((made) => Buffer.from(made).toString('hex'));

test('what is handed on is what was read', () => {
  fc.assert(
    fc.property(id(16), id(8), fc.boolean(), (traceId, spanId, sampled) => {
      const text = `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;
      const read = readTraceparent(text);
      expect(read).toMatchObject({ traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true });
      if (read !== null) expect(traceOf(trace.wrapSpanContext(read))).toEqual({ traceId, traceparent: text });
    }),
  );
});

test('what clients make is read, and is never the same', () => {
  const made = Array.from({ length: 1000 }, newTraceparent);
  expect(made.map(readTraceparent)).not.toContain(null);
  expect(new Set(made.map((text) => readTraceparent(text)?.traceId)).size).toBe(1000);
});

test('anything else is no parent', () => {
  const none = '0'.repeat(32);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything(), fc.constant(`00-${none}-00f067aa0ba902b7-01`)), (text) => {
      expect(readTraceparent(text)).toBeNull();
    }),
  );
  fc.assert(
    fc.property(id(16), id(8), fc.nat({ max: 54 }), (traceId, spanId, length) => {
      expect(readTraceparent(`00-${traceId}-${spanId}-01`.slice(0, length))).toBeNull();
    }),
  );
});
