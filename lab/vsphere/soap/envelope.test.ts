import { expect, test } from 'vitest';
import { VimFault } from '../vim/vimFault.ts';
import { answerEnvelope, faultEnvelope, openEnvelope, readOperation } from './envelope.ts';

const vm = '<_this type="VirtualMachine">vm-1</_this>';

function envelope(operation: string, declarations = ''): string {
  return `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ${declarations}><e:Body>${operation}</e:Body></e:Envelope>`;
}

function read(operation: string, declarations = '') {
  return readOperation(openEnvelope(envelope(operation, declarations)));
}

function faultOf(operation: string, declarations = ''): { type: string; message: string } {
  try {
    read(operation, declarations);
  } catch (error) {
    if (error instanceof VimFault) return { type: error.fault.$type, message: error.message };
    throw error;
  }
  return { type: 'none', message: '' };
}

test('a correct request is read, whatever its prefixes', () => {
  const body = `<v:CreateSnapshot_Task xmlns:v="urn:vim25"><v:_this type="VirtualMachine" versionId="8.0">vm-1</v:_this>
    <v:name>a &amp; b</v:name><v:memory>false</v:memory><v:quiesce>1</v:quiesce></v:CreateSnapshot_Task>`;
  expect(read(body)).toMatchObject({
    target: { ref: 'VirtualMachine', id: 'vm-1' },
    args: { name: 'a & b', memory: false, quiesce: true },
  });
});

test('typed values and repeated elements keep their types', () => {
  const option = '<extraConfig><key>k</key><value xsi:type="xsd:string">TRUE</value></extraConfig>';
  const body = `<ReconfigVM_Task xmlns="urn:vim25">${vm}<spec>${option}${option}<changeTrackingEnabled>true</changeTrackingEnabled></spec></ReconfigVM_Task>`;
  expect(read(body, 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"').args['spec']).toEqual({
    $type: 'VirtualMachineConfigSpec',
    extraConfig: [
      { $type: 'OptionValue', key: 'k', value: 'TRUE' },
      { $type: 'OptionValue', key: 'k', value: 'TRUE' },
    ],
    changeTrackingEnabled: true,
  });
  expect(faultOf(body).message).toContain('Undeclared namespace prefix "xsd"');
});

const snapshot = (inside: string) => `<CreateSnapshot_Task xmlns="urn:vim25">${vm}${inside}</CreateSnapshot_Task>`;

test.each([
  [
    'wrong order',
    snapshot('<memory>false</memory><name>x</name><quiesce>false</quiesce>'),
    /Unexpected element tag "name"/,
  ],
  [
    'unknown element',
    snapshot('<name>x</name><colour/><memory>0</memory><quiesce>0</quiesce>'),
    /element tag "colour"/,
  ],
  ['missing element', snapshot('<name>x</name><memory>false</memory>'), /Required property quiesce is missing/],
  ['twice', snapshot('<name>x</name><name>y</name><memory>0</memory><quiesce>0</quiesce>'), /element tag "name"/],
  ['nil', snapshot('<name>x</name><description xsi:nil="true"/><memory>0</memory><quiesce>0</quiesce>'), /xsi:nil/],
  ['not a boolean', snapshot('<name>x</name><memory>no</memory><quiesce>0</quiesce>'), /Cannot parse "no"/],
  ['foreign namespace', snapshot('<name xmlns="urn:other">x</name><memory>0</memory><quiesce>0</quiesce>'), /"name"/],
  ['undeclared prefix', snapshot('<q:name>x</q:name>'), /prefix "q"/],
  ['no target', '<CurrentTime xmlns="urn:vim25"/>', /"_this"/],
  ['target without type', '<CurrentTime xmlns="urn:vim25"><_this>x</_this></CurrentTime>', /type attribute/],
  ['operation of another type', `<Login xmlns="urn:vim25">${vm}</Login>`, /not an operation of type VirtualMachine/],
  ['other namespace', `<PowerOnVM_Task xmlns="urn:vim2">${vm}</PowerOnVM_Task>`, /Unable to resolve WSDL method/],
])('%s is refused', (_, body, message) => {
  const fault = faultOf(body);
  expect(fault.type).toBe('InvalidRequest');
  expect(fault.message).toMatch(message);
});

test('a type that does not fit is refused', () => {
  const body = `<CreateFilter xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this>
    <spec xsi:type="TraversalSpec"><type>Folder</type><path>childEntity</path></spec><partialUpdates>true</partialUpdates></CreateFilter>`;
  expect(faultOf(body).message).toMatch(/has type TraversalSpec where PropertyFilterSpec is declared/);
});

test('an unknown operation is MethodNotFound, broken XML is InvalidRequest', () => {
  expect(faultOf(`<DoMagic xmlns="urn:vim25">${vm}</DoMagic>`).type).toBe('MethodNotFound');
  expect(faultOf('<PowerOnVM_Task xmlns="urn:vim25">').type).toBe('InvalidRequest');
});

test('faults carry their class, answers only what the schema declares', () => {
  const text = faultEnvelope(new VimFault('FileLocked', 'Locked <now>', { file: 'a.vmdk' }));
  expect(text).toContain('<faultstring>Locked &lt;now&gt;</faultstring>');
  expect(text).toContain(
    '<FileLockedFault xmlns="urn:vim25" xsi:type="FileLocked"><file>a.vmdk</file></FileLockedFault>',
  );
  const { operation } = read(`<PowerOnVM_Task xmlns="urn:vim25">${vm}</PowerOnVM_Task>`);
  expect(answerEnvelope(operation, { ref: 'Task', id: 'task-1' })).toContain(
    '<returnval type="Task">task-1</returnval>',
  );
  expect(() => answerEnvelope(operation, 'task-1')).toThrow(/not a managed object reference/);
});
