import { describe, expect, it } from 'vitest';
import { DroverError } from '../../../contract/errors.ts';
import { transportError } from './transportError.ts';
import { isFault, readLocalizedFault, readSoapFault, VimFaultError } from './vimFault.ts';

describe('readSoapFault', () => {
  it('believes xsi:type more than the element name, which may be a base class', () => {
    const fields = { attributes: { 'xsi:type': 'FileLocked' }, file: '[ds] a.vmdk' };
    expect(readSoapFault({ faultstring: 'locked', detail: { FileFaultFault: fields } }).type).toBe('FileLocked');
    expect(readSoapFault({ detail: { InvalidPropertyFaultFault: {} } }).type).toBe('InvalidProperty');
  });

  it('survives a fault without detail', () => {
    expect(readSoapFault({ faultstring: 'x' })).toMatchObject({ type: 'SystemError', message: 'x' });
  });
});

describe('VimFaultError', () => {
  it('names the missing privilege and its object', () => {
    const detail = {
      type: 'NoPermission',
      message: 'Permission denied',
      fields: { object: { attributes: { type: 'Folder' }, $value: 'group-d1' }, privilegeId: 'VApp.Export' },
    };
    const error = new VimFaultError(detail, { operation: 'ExportVm', object: 'VirtualMachine vm-1' });
    expect(error.code).toBe('platform.forbidden');
    expect(error.message).toContain('VApp.Export');
    expect(error.evidence).toContain('object group-d1');
    expect(isFault(error, 'NoPermission')).toBe(true);
  });

  it('tells the cause below a task error', () => {
    const node = {
      fault: {
        attributes: { 'xsi:type': 'GenericVmConfigFault' },
        faultCause: { fault: { attributes: { 'xsi:type': 'NoDiskSpace' } }, localizedMessage: 'full' },
      },
      localizedMessage: 'failed',
    };
    const error = new VimFaultError(readLocalizedFault(node), { operation: 'CreateSnapshot_Task' });
    expect(error.evidence).toContain('because of NoDiskSpace: full');
  });
});

describe('transportError', () => {
  const context = { host: 'vc', operation: 'Login', changing: false };
  const broken = (code: string): Error => Object.assign(new Error(`secret in ${code}`), { code });

  it.each([
    ['ECONNREFUSED', false, 'platform.unreachable'],
    ['ECONNREFUSED', true, 'platform.unreachable'],
    ['ECONNRESET', false, 'platform.unreachable'],
    ['ECONNRESET', true, 'platform.outcome-unknown'],
    ['ECONNABORTED', false, 'platform.stalled'],
    ['SELF_SIGNED_CERT_IN_CHAIN', false, 'platform.certificate'],
  ])('%s, changing %s: %s', (code, changing, expected) => {
    const error = transportError(broken(code), { ...context, changing });
    expect(error.code).toBe(expected);
    expect(JSON.stringify([error.message, error.evidence, error.cause])).not.toContain('secret');
  });

  it('keeps an error of ours that travelled as a cause', () => {
    const ours = new DroverError('platform.certificate', 'other certificate');
    expect(transportError(new Error('request failed', { cause: ours }), context)).toBe(ours);
  });
});
