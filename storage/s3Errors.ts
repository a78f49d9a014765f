import { DroverError, type ErrorCode } from '../contract/errors.ts';

const codes: Record<string, ErrorCode> = {
  AccessDenied: 'platform.forbidden',
  InvalidAccessKeyId: 'platform.unauthorised',
  SignatureDoesNotMatch: 'platform.unauthorised',
  InvalidPart: 'platform.corrupt',
  XMinioStorageFull: 'platform.quota',
  SlowDown: 'platform.busy',
  ServiceUnavailable: 'platform.busy',
  InternalError: 'platform.busy',
};

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** An answer of the S3 service, or the lack of one, as one of our errors. Cancellation passes through. */
export function fromS3Error(error: unknown, where: string): unknown {
  if (error instanceof DroverError || (error instanceof Error && error.name === 'AbortError')) return error;
  const { code, message } = describe(error);
  const known = codes[code] ?? (networkCodes.has(code) ? 'platform.unreachable' : 'platform.protocol');
  return new DroverError(known, `The artifact store ${where} answered: ${message}`, { evidence: [code], cause: error });
}

export function isMissingObject(error: unknown): boolean {
  const { code } = describe(error);
  return code === 'NoSuchKey' || code === 'NotFound';
}

function describe(error: unknown): { code: string; message: string } {
  const outer = error as { code?: unknown; message?: unknown; cause?: unknown };
  const cause = outer.cause as { code?: unknown; message?: unknown } | undefined;
  const code = outer.code ?? cause?.code ?? 'unknown';
  const message = [outer.message, cause?.message].filter((text) => text).join(': ');
  return { code: String(code), message: message || String(code) };
}
