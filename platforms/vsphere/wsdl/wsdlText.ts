import { operations } from './operations.ts';
import { requestTypes } from './requestTypes.ts';

const scalars: Record<string, string> = {
  string: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  ref: 'vim25:ManagedObjectReference',
};

/**
 * A minimal WSDL of the vim25 service for npm `soap`.
 * @param apiVersion as in `vimServiceVersions.xml`, e.g. `8.0.1.0`; goes into every SOAPAction
 */
export function wsdlText(apiVersion: string): string {
  const names = Object.keys(operations);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions name="vim25" targetNamespace="urn:vim25Service" xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:service="urn:vim25Service" xmlns:vim25="urn:vim25">
<types><schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:vim25" xmlns:vim25="urn:vim25"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<complexType name="ManagedObjectReference"><simpleContent><extension base="xsd:string"><attribute name="type" type="xsd:string"/></extension></simpleContent></complexType>
${Object.entries(requestTypes).map(dataType).join('\n')}
${Object.entries(operations).map(wrapper).join('\n')}
</schema></types>
${names.map(messages).join('\n')}
<portType name="VimPortType">${names.map(portOperation).join('')}</portType>
<binding name="VimBinding" type="service:VimPortType"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${names.map((name) => bindingOperation(name, apiVersion)).join('\n')}
</binding>
<service name="VimService"><port name="VimPort" binding="service:VimBinding"><soap:address location="https://localhost/sdk"/></port></service>
</definitions>`;
}

function dataType([name, fields]: [string, string]): string {
  return `<complexType name="${name}"><sequence>${elements(fields)}</sequence></complexType>`;
}

function wrapper([name, parameters]: [string, string]): string {
  const self = '<element name="_this" type="vim25:ManagedObjectReference"/>';
  return (
    `<element name="${name}"><complexType><sequence>${self}${elements(parameters)}</sequence></complexType></element>` +
    `<element name="${name}Response"><complexType><sequence>` +
    '<element name="returnval" type="xsd:anyType" minOccurs="0" maxOccurs="unbounded"/></sequence></complexType></element>'
  );
}

function elements(fields: string): string {
  return fields
    .split(' ')
    .filter((field) => field !== '')
    .map((field) => {
      const [name = '', notation = ''] = field.split(':');
      const type = notation.replace(/[?*]$/, '');
      const occurs = notation.endsWith('*')
        ? ' minOccurs="0" maxOccurs="unbounded"'
        : notation.endsWith('?')
          ? ' minOccurs="0"'
          : '';
      return `<element name="${name}" type="${scalars[type] ?? `vim25:${type}`}"${occurs}/>`;
    })
    .join('');
}

function messages(name: string): string {
  return (
    `<message name="${name}Request"><part name="parameters" element="vim25:${name}"/></message>` +
    `<message name="${name}Answer"><part name="parameters" element="vim25:${name}Response"/></message>`
  );
}

function portOperation(name: string): string {
  return `<operation name="${name}"><input message="service:${name}Request"/><output message="service:${name}Answer"/></operation>`;
}

function bindingOperation(name: string, apiVersion: string): string {
  const body = '<soap:body use="literal"/>';
  return (
    `<operation name="${name}"><soap:operation soapAction="urn:vim25/${apiVersion}" style="document"/>` +
    `<input>${body}</input><output>${body}</output></operation>`
  );
}
