/** Operations that Drover calls: children after `_this`, in the order of the wire (notation: requestTypes.ts). */
export const operations = {
  RetrieveServiceContent: '',
  CurrentTime: '',
  Login: 'userName:string password:string locale:string?',
  Logout: '',
  CreateContainerView: 'container:ref type:string* recursive:boolean',
  DestroyView: '',
  RetrievePropertiesEx: 'specSet:PropertyFilterSpec* options:RetrieveOptions',
  ContinueRetrievePropertiesEx: 'token:string',
  CancelRetrievePropertiesEx: 'token:string',
  CreateCollectorForEvents: 'filter:EventFilterSpec',
  DestroyCollector: '',
  HasPrivilegeOnEntities: 'entity:ref* sessionId:string privId:string*',
  PowerOnVM_Task: 'host:ref?',
  PowerOffVM_Task: '',
  ShutdownGuest: '',
  ReconfigVM_Task: 'spec:VirtualMachineConfigSpec',
  CreateSnapshot_Task: 'name:string description:string? memory:boolean quiesce:boolean',
  RemoveSnapshot_Task: 'removeChildren:boolean consolidate:boolean?',
  ConsolidateVMDisks_Task: '',
  QueryChangedDiskAreas: 'snapshot:ref? deviceKey:int startOffset:long changeId:string',
  ExportVm: '',
  ExportSnapshot: '',
  HttpNfcLeaseProgress: 'percent:int',
  HttpNfcLeaseGetManifest: '',
  HttpNfcLeaseComplete: '',
  HttpNfcLeaseAbort: '',
} as const;

export type Operation = keyof typeof operations;

const changing: ReadonlySet<Operation> = new Set<Operation>([
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'ShutdownGuest',
  'ReconfigVM_Task',
  'CreateSnapshot_Task',
  'RemoveSnapshot_Task',
  'ConsolidateVMDisks_Task',
  'ExportVm',
  'ExportSnapshot',
  'HttpNfcLeaseComplete',
  'HttpNfcLeaseAbort',
]);

/** Whether a lost answer leaves open what happened on the server. */
export function changesSomething(operation: Operation): boolean {
  return changing.has(operation);
}
