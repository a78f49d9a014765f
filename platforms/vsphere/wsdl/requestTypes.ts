/**
 * Data objects that requests carry, fields in the order of the wire: vpxd reads them with a forward cursor and refuses
 * any other order. Inherited fields are written out first, because npm `soap` sorts extensions wrongly. Only what
 * Drover sends is here; answers are read without a schema (values/value.ts). Source: VMware's vim25 API reference.
 *
 * Notation: `name:type`, with `?` optional and `*` repeated. `ref` is a managed object reference.
 */
export const requestTypes = {
  PropertySpec: 'type:string all:boolean? pathSet:string*',
  TraversalSpec: 'name:string? type:string? path:string? skip:boolean? selectSet:TraversalSpec*',
  ObjectSpec: 'obj:ref skip:boolean? selectSet:TraversalSpec*',
  PropertyFilterSpec: 'propSet:PropertySpec* objectSet:ObjectSpec* reportMissingObjectsInResults:boolean?',
  RetrieveOptions: 'maxObjects:int?',
  EventFilterSpecByEntity: 'entity:ref recursion:string',
  EventFilterSpec: 'entity:EventFilterSpecByEntity? eventTypeId:string*',
  VirtualMachineConfigSpec: 'changeTrackingEnabled:boolean?',
} as const;
