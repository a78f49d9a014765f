import { describe, expect, it } from 'vitest';
import { ApiError } from '../http/apiError.ts';
import { optionalBoolean, vmidParam } from './formats.ts';
import type { ParamSchemas } from './types.ts';
import { validateParams } from './validateParams.ts';
import type { RawValue } from './validateValue.ts';
import { vmOptions } from './vmOptions.ts';

function errorsOf(raw: Record<string, RawValue>, schemas: ParamSchemas): Record<string, string> | undefined {
  try {
    validateParams(raw, schemas);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.errors;
    throw error;
  }
}

const schemas: ParamSchemas = {
  vmid: vmidParam,
  purge: optionalBoolean,
  checksum: { type: 'string', optional: true, requires: 'checksum-algorithm' },
  'checksum-algorithm': { type: 'string', optional: true, enum: ['sha256'] },
};

describe('parameter checks', () => {
  it('converts what is right', () => {
    expect(validateParams({ vmid: '120', purge: '1' }, schemas)).toEqual({ vmid: 120, purge: true });
    expect(validateParams({ vmid: 120, purge: false }, schemas)).toEqual({ vmid: 120, purge: false });
  });

  it('collects every error in the words of PVE', () => {
    expect(errorsOf({ vmid: '7', purge: 'true', nonsense: 'x', checksum: 'ab' }, schemas)).toEqual({
      vmid: 'invalid format - value does not look like a valid VM ID\n',
      purge: "type check ('boolean') failed - got 'true'",
      nonsense: 'property is not defined in schema and the schema does not allow additional properties',
      'checksum-algorithm': "missing property required by 'checksum'",
    });
    expect(errorsOf({}, schemas)).toEqual({ vmid: 'property is missing and it is not optional' });
  });

  it('looks into property strings', () => {
    expect(errorsOf({ scsi0: 'local:1,foo=1', name: 'bad_name', memory: '8' }, vmOptions)).toEqual({
      scsi0: 'invalid format - invalid key in comma-separated list property: foo\n',
      name: 'invalid format - value does not look like a valid DNS name\n',
      memory: 'invalid format - format error\nmemory.current: value must have a minimum value of 16\n',
    });
  });
});
