import type { OperationSchema } from '../vim/schema.ts';
import { operationNamed, operationOn } from '../vim/schema.ts';
import type { Ref } from '../vim/values.ts';
import { invalidRequest, VimFault } from '../vim/vimFault.ts';
import { readFields, readValue, vimNamespace } from './readValue.ts';
import { escapeXml, writeValue } from './writeValue.ts';
import { parseXml, type XmlElement } from './xmlTree.ts';

const envelopeNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface OperationRequest {
  operation: OperationSchema;
  target: Ref;
  args: Record<string, unknown>;
}

/** The operation element of a SOAP 1.1 envelope. */
export function openEnvelope(text: string): XmlElement {
  const envelope = parseXml(text);
  if (envelope.name !== 'Envelope' || envelope.namespace !== envelopeNamespace) {
    throw invalidRequest('The request is not a SOAP 1.1 envelope.');
  }
  const body = envelope.children.find((child) => child.name === 'Body' && child.namespace === envelopeNamespace);
  const operation = body?.children[0];
  if (body === undefined || operation === undefined || body.children.length !== 1) {
    throw invalidRequest('The SOAP body must hold one operation.');
  }
  if (operation.namespace !== vimNamespace) {
    throw invalidRequest(`Unable to resolve WSDL method name ${operation.name} for "${operation.namespace}".`);
  }
  return operation;
}

/** Checks an operation element against its schema. */
export function readOperation(element: XmlElement): OperationRequest {
  const [first, ...rest] = element.children;
  if (first === undefined || first.name !== '_this') {
    throw invalidRequest(`Unexpected element tag "${first?.name ?? ''}" seen where "_this" of ${element.name} belongs`);
  }
  const target = readValue(first, { kind: 'reference', name: 'any', list: false }) as Ref;
  if (element.name === 'Fetch') {
    return readWith(fetchSchema, target, rest);
  }
  const operation = operationOn(target.ref, element.name);
  if (operation !== undefined) return readWith(operation, target, rest);
  if (operationNamed(element.name) === undefined) {
    throw new VimFault('MethodNotFound', `Unable to resolve WSDL method name ${element.name} for "urn:vim25".`, {
      receiver: target,
      method: element.name,
    });
  }
  throw invalidRequest(`${element.name} is not an operation of type ${target.ref}.`);
}

/** VMware's own clients read single properties by this undocumented operation. */
const fetchSchema: OperationSchema = {
  owner: 'any',
  name: 'Fetch',
  parameters: [{ name: 'prop', type: { kind: 'primitive', name: 'string', list: false }, required: true }],
};

function readWith(operation: OperationSchema, target: Ref, children: readonly XmlElement[]): OperationRequest {
  return { operation, target, args: readFields(children, operation.parameters, `${operation.name}Request`) };
}

/** The whole answer to an operation. A string from Fetch is already XML. */
export function answerEnvelope(operation: OperationSchema, value: unknown): string {
  const content =
    operation === fetchSchema
      ? String(value ?? '')
      : operation.result === undefined
        ? ''
        : writeValue('returnval', operation.result, value);
  return wrap(`<${operation.name}Response xmlns="urn:vim25">${content}</${operation.name}Response>`);
}

export function faultEnvelope(fault: VimFault): string {
  const type = fault.fault.$type;
  const declared = { kind: 'data', name: type, list: false } as const;
  const detail = writeValue(`${type}Fault`, declared, fault.fault).replace(
    `<${type}Fault`,
    `<${type}Fault xmlns="urn:vim25" xsi:type="${type}"`,
  );
  return wrap(
    '<soapenv:Fault><faultcode>ServerFaultCode</faultcode>' +
      `<faultstring>${escapeXml(fault.message)}</faultstring><detail>${detail}</detail></soapenv:Fault>`,
  );
}

function wrap(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"' +
    ` xmlns:soapenv="${envelopeNamespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"` +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
    `<soapenv:Body>\n${body}\n</soapenv:Body>\n</soapenv:Envelope>`
  );
}
