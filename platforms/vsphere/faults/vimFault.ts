import { DroverError } from '../../../contract/errors.ts';
import { child, list, text, xsiType } from '../values/value.ts';
import { codeOfFault, isEnvelope } from './faultCodes.ts';

/** What a fault says, whichever way it came: SOAP fault, task error, missing property or lease error. */
export interface FaultDetail {
  /** Class, e.g. `InvalidPowerState`. */
  type: string;
  message: string;
  /** The fault's own fields as npm `soap` read them. */
  fields: unknown;
}

/** A fault of the server as Drover's error; `fault` lets an adapter tell apart what a code lumps together. */
export class VimFaultError extends DroverError {
  readonly fault: FaultDetail;

  constructor(fault: FaultDetail, context: { operation: string; object?: string }) {
    super(codeOfFault(tellingType(fault)), sentence(fault, context), { evidence: evidence(fault, context) });
    this.name = 'VimFaultError';
    this.fault = fault;
  }
}

export function isFault(error: unknown, ...types: string[]): error is VimFaultError {
  return error instanceof VimFaultError && types.includes(error.fault.type);
}

/** Reads a LocalizedMethodFault, as in `TaskInfo.error`. */
export function readLocalizedFault(node: unknown): FaultDetail {
  const fields = child(node, 'fault');
  return { type: xsiType(fields) ?? 'MethodFault', message: text(node, 'localizedMessage') ?? '', fields };
}

/** Reads `<Fault>` of an envelope: the class is the `xsi:type` of the one element in `detail`, else its name. */
export function readSoapFault(fault: unknown): FaultDetail {
  const message = text(fault, 'faultstring') ?? '';
  const detail = child(fault, 'detail');
  if (typeof detail === 'object' && detail !== null) {
    const name = Object.keys(detail).find((key) => key !== 'attributes');
    if (name !== undefined) {
      const fields: unknown = Reflect.get(detail, name);
      return { type: xsiType(fields) ?? name.replace(/(Fault)+$/, ''), message, fields };
    }
  }
  return { type: 'SystemError', message, fields: undefined };
}

/** The class to judge by: that of the cause, where the fault itself tells nothing. */
function tellingType(fault: FaultDetail): string {
  const cause = causeOf(fault);
  return isEnvelope(fault.type) && cause !== undefined ? tellingType(cause) : fault.type;
}

function causeOf(fault: FaultDetail): FaultDetail | undefined {
  const cause = child(fault.fields, 'faultCause');
  return cause === undefined || cause === null ? undefined : readLocalizedFault(cause);
}

function sentence(fault: FaultDetail, context: { operation: string; object?: string }): string {
  const gone = fault.type === 'ManagedObjectNotFound' ? text(fault.fields, 'obj') : undefined;
  if (gone !== undefined) return `vSphere does not have ${gone} (${context.operation}).`;
  const where = context.object === undefined ? context.operation : `${context.operation} on ${context.object}`;
  const privilege = text(fault.fields, 'privilegeId');
  const said = fault.message === '' ? fault.type : `${fault.type}: ${fault.message}`;
  return privilege !== undefined && fault.type === 'NoPermission'
    ? `vSphere refused ${where}: the privilege ${privilege} is missing.`
    : `vSphere refused ${where} (${said}).`;
}

const told = ['privilegeId', 'object', 'obj', 'existingState', 'requestedState', 'invalidProperty', 'file', 'task'];

function evidence(fault: FaultDetail, context: { operation: string; object?: string }): string[] {
  const lines = [`fault ${fault.type}`, `operation ${context.operation}`];
  if (context.object !== undefined) lines.push(`object ${context.object}`);
  for (const name of told) {
    const value = text(fault.fields, name);
    if (value !== undefined && value !== '') lines.push(`${name} ${value}`);
  }
  for (const missing of list(fault.fields, 'missingPrivileges')) {
    const ids = list(missing, 'privilegeIds').map((id) => text(id));
    lines.push(`missing ${ids.join(', ')} on ${text(missing, 'entity') ?? 'an object'}`);
  }
  const cause = causeOf(fault);
  if (cause !== undefined) lines.push(`because of ${cause.type}${cause.message === '' ? '' : `: ${cause.message}`}`);
  for (const message of list(fault.fields, 'faultMessage')) {
    const line = text(message, 'message');
    if (line !== undefined && line !== '') lines.push(line);
  }
  return lines;
}
