import { readJson, writeJson } from '../state/jsonFile.ts';

export interface Pool {
  comment?: string;
  vms: number[];
  storages: string[];
}

/** Resource pools: an ACL on `/pool/P` reaches the VMs and storages in it. */
export interface Pools {
  readonly all: Record<string, Pool>;
  get(name: string): Pool | undefined;
  poolOfVm(vmid: number): string | undefined;
  /** For an ACL path such as `/vms/100` or `/storage/local`. */
  poolsOf(path: string): string[];
  addVm(name: string, vmid: number): void;
  removeVm(vmid: number): void;
  save(): void;
}

export function createPools(file: string): Pools {
  const all = readJson<Record<string, Pool>>(file) ?? { drover: { comment: 'migrated VMs', vms: [], storages: [] } };
  const save = (): void => writeJson(file, all);
  const removeVm = (vmid: number): void => {
    for (const pool of Object.values(all)) pool.vms = pool.vms.filter((member) => member !== vmid);
    save();
  };
  return {
    all,
    get: (name) => all[name],
    poolOfVm: (vmid) => Object.keys(all).find((name) => all[name]?.vms.includes(vmid)),
    poolsOf(path) {
      const [, kind, member = ''] = path.split('/');
      return Object.keys(all).filter((name) => {
        const pool = all[name];
        if (kind === 'vms') return pool?.vms.includes(Number(member));
        return kind === 'storage' && pool?.storages.includes(member);
      });
    },
    addVm(name, vmid) {
      removeVm(vmid);
      all[name]?.vms.push(vmid);
      save();
    },
    removeVm,
    save,
  };
}
