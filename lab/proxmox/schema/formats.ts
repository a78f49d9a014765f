import type { ParamSchema, ValueSchema } from './types.ts';

/** Makes a format check out of a pattern and the words PVE uses when it does not match. */
function matching(pattern: RegExp, complaint: string): (value: string) => void {
  return (value) => {
    if (!pattern.test(value)) throw new Error(`${complaint}\n`);
  };
}

export const dnsNamePattern = /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
const macPattern = /^[a-f0-9][02468ace](:[a-f0-9]{2}){5}$/i;

export const formats = {
  vmid: matching(/^[1-9][0-9]{2,8}$/, 'value does not look like a valid VM ID'),
  node: matching(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, 'value does not look like a valid node name'),
  storageId: matching(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, 'storage ID contains illegal characters'),
  configId: matching(/^[a-z][a-z0-9_-]+$/i, 'invalid configuration ID'),
  poolId: matching(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+){0,2}$/, 'value does not look like a valid pool name'),
  userId: matching(/^[^\s:/]+@[A-Za-z][A-Za-z0-9._-]+$/, 'value does not look like a valid user name'),
  dnsName: matching(dnsNamePattern, 'value does not look like a valid DNS name'),
  mac: matching(macPattern, 'value does not look like a valid unicast MAC address'),
  tagList: (value: string): void => {
    for (const tag of value.split(/[,;\s]+/)) {
      if (tag !== '' && !/^[a-z0-9_][a-z0-9_\-+.]*$/i.test(tag)) {
        throw new Error(`invalid characters in tag\n`);
      }
    }
  },
  diskSize: matching(/^\d+(\.\d+)?[KMGT]?$/, 'value does not look like a valid disk size'),
};

export const vmidParam: ParamSchema = { type: 'integer', minimum: 100, maximum: 999_999_999, format: formats.vmid };
export const nodeParam: ParamSchema = { type: 'string', format: formats.node };
export const storageParam: ParamSchema = { type: 'string', format: formats.storageId };
export const upidParam: ParamSchema = { type: 'string' };
export const optionalBoolean: ParamSchema = { type: 'boolean', optional: true };
export const optionalString: ParamSchema = { type: 'string', optional: true };
export const digestParam: ParamSchema = { type: 'string', optional: true, maxLength: 64 };

export function optionalParam(schema: ParamSchema): ParamSchema {
  return { ...schema, optional: true };
}

export function optionalEnum(...values: string[]): ValueSchema {
  return { type: 'string', optional: true, enum: values };
}

export function optionalIntegerIn(minimum: number, maximum?: number): ValueSchema {
  return { type: 'integer', optional: true, minimum, ...(maximum === undefined ? {} : { maximum }) };
}
