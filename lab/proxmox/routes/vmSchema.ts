import {
  digestParam,
  nodeParam,
  optionalBoolean,
  optionalParam,
  optionalString,
  storageParam,
  vmidParam,
} from '../schema/formats.ts';
import type { ParamSchemas } from '../schema/types.ts';
import { vmOptions } from '../schema/vmOptions.ts';

export const vmPath: ParamSchemas = { node: nodeParam, vmid: vmidParam };

export const createVmParameters: ParamSchemas = {
  ...vmPath,
  ...vmOptions,
  archive: optionalString,
  bwlimit: { type: 'integer', optional: true, minimum: 0 },
  force: { type: 'boolean', optional: true, requires: 'archive' },
  'ha-managed': optionalBoolean,
  'import-working-storage': optionalParam(storageParam),
  'live-restore': optionalBoolean,
  pool: optionalString,
  start: optionalBoolean,
  storage: optionalParam(storageParam),
  unique: { type: 'boolean', optional: true, requires: 'archive' },
};

export const putConfigParameters: ParamSchemas = {
  ...vmPath,
  ...vmOptions,
  delete: optionalString,
  digest: digestParam,
  force: { type: 'boolean', optional: true, requires: 'delete' },
  revert: optionalString,
  skiplock: optionalBoolean,
};

export const postConfigParameters: ParamSchemas = {
  ...putConfigParameters,
  background_delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 },
  'import-working-storage': optionalParam(storageParam),
};
