import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineCode from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { DatabaseOptions } from './connectionOptions.ts';
import { migrationAdapterFactory } from './migrationAdapter.ts';

/** Names nothing to leave out of comparisons. */
export const everything = { externalTables: [], externalEnums: [] };

/**
 * Lends out Prisma's schema engine, as WebAssembly from npm in this process: what `prisma migrate` does, without the
 * program that its CLI downloads. It works on one database and is closed afterwards.
 */
export async function withSchemaEngine<T>(
  database: DatabaseOptions | string,
  use: (engine: engineCode.SchemaEngine) => Promise<T>,
): Promise<T> {
  await load();
  const adapter = migrationAdapterFactory(database);
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(adapter);
    using engine = await engineCode.SchemaEngine.new({ datamodels: undefined }, () => undefined, bound);
    return await use(engine);
  } finally {
    await adapter.close();
  }
}

/** What is used of it; TypeScript describes WebAssembly only together with the DOM. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<void> | undefined;

function load(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

async function instantiate(): Promise<void> {
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = readFileSync(join(dirname(glueFile), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engineCode });
  const glue = engineCode as unknown as { __wbg_set_wasm(wasm: object): void };
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}
