import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';

/** Also part of the workflow bundle, which runs in no process that could import it from here. */
const failureConverterPath = fileURLToPath(new URL('../../workflows/failureConverter.ts', import.meta.url));

/** What every client and worker of the product gives to Temporal's SDK. */
export function dataConverterWith(codec: PayloadCodec): DataConverter {
  return { failureConverterPath, payloadCodecs: [codec] };
}
