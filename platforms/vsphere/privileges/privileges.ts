/**
 * The least privileges of a migration, from VMware's documentation of VDDK and change tracking. What is granted by a
 * role on a datacenter reaches its VMs and datastores.
 */
export const vmPrivileges = [
  'System.View',
  'System.Read',
  'VirtualMachine.Config.ChangeTracking',
  'VirtualMachine.State.CreateSnapshot',
  'VirtualMachine.State.RemoveSnapshot',
  'VirtualMachine.Provisioning.DiskRandomRead',
  'VirtualMachine.Provisioning.DiskRandomAccess',
  'VirtualMachine.Provisioning.GetVmFiles',
  'VirtualMachine.Config.DiskLease',
  'VirtualMachine.Interact.PowerOn',
  'VirtualMachine.Interact.PowerOff',
  'VApp.Export',
] as const;

export const datastorePrivileges = ['Datastore.Browse', 'Datastore.FileManagement'] as const;
