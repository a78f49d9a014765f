import { permissionDenied } from '../http/apiError.ts';
import { type AccessConfig, type Identity, isRoot } from './accessConfig.ts';
import { type PoolsOf, privilegesOn } from './permissions.ts';

/** Questions to the access configuration. */
export interface Access {
  readonly config: AccessConfig;
  has(identity: Identity, path: string, privileges: readonly string[], options?: { any?: boolean }): boolean;
  /** @throws ApiError 403 naming the path and the privileges. */
  require(identity: Identity, path: string, privileges: readonly string[], options?: { any?: boolean }): void;
  /** On the VM, or on the pool it is created into. */
  requireVm(identity: Identity, vm: { vmid: number; pool?: string | undefined }, privileges: readonly string[]): void;
  save(): void;
}

export function createAccess(config: AccessConfig, poolsOf: PoolsOf, save: () => void): Access {
  const has: Access['has'] = (identity, path, privileges, options) => {
    if (isRoot(identity)) return true;
    const granted = privilegesOn(config, identity, path, poolsOf);
    return options?.any
      ? privileges.some((privilege) => granted.has(privilege))
      : privileges.every((privilege) => granted.has(privilege));
  };
  const require: Access['require'] = (identity, path, privileges, options) => {
    if (has(identity, path, privileges, options)) return;
    const missing = options?.any
      ? privileges.join('|')
      : privileges.filter((one) => !has(identity, path, [one])).join(', ');
    throw permissionDenied(`${path}, ${missing}`);
  };
  return {
    config,
    has,
    require,
    requireVm: (identity, { vmid, pool }, privileges) => {
      if (pool !== undefined && has(identity, `/pool/${pool}`, privileges)) return;
      require(identity, `/vms/${vmid}`, privileges);
    },
    save,
  };
}
