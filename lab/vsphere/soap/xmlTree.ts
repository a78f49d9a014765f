import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { invalidRequest } from '../vim/vimFault.ts';

export interface XmlElement {
  namespace: string;
  name: string;
  /** Keys are `{namespace}local`, or the bare name for attributes without a prefix. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** All text directly inside. */
  text: string;
  /** Namespace of a prefix that is in scope here; '' is the default namespace. */
  namespaceOf(prefix: string): string | undefined;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

type Scope = ReadonlyMap<string, string>;

/** Parses a document with its namespaces; an undeclared prefix is an error, as it is to vpxd's parser. */
export function parseXml(text: string): XmlElement {
  const wellFormed = XMLValidator.validate(text);
  if (wellFormed !== true) throw invalidRequest(`XML document is not well-formed: ${wellFormed.err.msg}`);
  const nodes: unknown = parser.parse(text);
  const roots = Array.isArray(nodes) ? nodes.filter((node) => tagOf(node) !== '#text') : [];
  const root: unknown = roots[0];
  if (roots.length !== 1) throw invalidRequest('XML document has no single root element.');
  return readElement(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
}

function tagOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '#text';
  return Object.keys(node).find((key) => key !== ':@') ?? '#text';
}

function readElement(node: unknown, outer: Scope): XmlElement {
  const tag = tagOf(node);
  const record = node as Record<string, unknown>;
  const rawAttributes = Object.entries((record[':@'] ?? {}) as Record<string, unknown>);
  const scope = new Map(outer);
  for (const [key, value] of rawAttributes) {
    if (key === 'xmlns') scope.set('', String(value));
    else if (key.startsWith('xmlns:')) scope.set(key.slice(6), String(value));
  }
  const attributes = new Map<string, string>();
  for (const [key, value] of rawAttributes) {
    if (key === 'xmlns' || key.startsWith('xmlns:')) continue;
    const { prefix, local } = splitName(key);
    attributes.set(prefix === '' ? local : `{${lookUp(scope, prefix)}}${local}`, String(value));
  }
  const content = Array.isArray(record[tag]) ? (record[tag] as unknown[]) : [];
  const { prefix, local } = splitName(tag);
  return {
    namespace: prefix === '' ? (scope.get('') ?? '') : lookUp(scope, prefix),
    name: local,
    attributes,
    children: content.filter((child) => tagOf(child) !== '#text').map((child) => readElement(child, scope)),
    text: content.map((child) => textIn(child)).join(''),
    namespaceOf: (wanted) => scope.get(wanted),
  };
}

function textIn(node: unknown): string {
  if (typeof node !== 'object' || node === null || !('#text' in node)) return '';
  return String(node['#text']);
}

function splitName(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function lookUp(scope: Scope, prefix: string): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined) throw invalidRequest(`Undeclared namespace prefix "${prefix}".`);
  return namespace;
}
