/** A value after its checks: booleans are JS booleans, integers and numbers JS numbers. */
export type ParamValue = string | number | boolean | string[];
export type Params = Record<string, ParamValue>;

/** One key inside a property string, or one parameter of a call (PVE's dialect of JSON schema). */
export interface ValueSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  optional?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  enum?: readonly string[];
  pattern?: RegExp;
  /** Throws the text that follows "invalid format - ", with its line feed. */
  format?: (value: string) => void;
}

export interface ParamSchema extends ValueSchema {
  /** Names another parameter that must come with this one. */
  requires?: string;
  propertyString?: PropertyStringSchema;
}

export interface PropertyStringSchema {
  keys: Record<string, ValueSchema>;
  /** The key of a first part that has no `key=`. */
  defaultKey?: string;
  /** `virtio=MAC` stands for `model=virtio` and `macaddr=MAC`. */
  keyAlias?: { keys: readonly string[]; nameKey: string; valueKey: string };
}

export type ParamSchemas = Record<string, ParamSchema>;
