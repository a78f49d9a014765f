import { child, text } from './value.ts';

/** A managed object reference in the form that npm `soap` writes and reads. The id is opaque and per server. */
export interface MoRef {
  attributes: { type: string };
  $value: string;
}

export function moRef(type: string, id: string): MoRef {
  return { attributes: { type }, $value: id };
}

/** Reads a reference; in an anyType it carries `xsi:type` as well, which is left out here. */
export function readRef(node: unknown, path?: string): MoRef | undefined {
  const found = path === undefined ? node : child(node, path);
  const type = text(found, 'attributes.type');
  const id = text(found);
  return type === undefined || id === undefined ? undefined : moRef(type, id);
}
