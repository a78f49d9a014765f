import { faultNumber } from '../../faults/faultSwitch.ts';
import { maxCollectors } from '../events/eventOperations.ts';
import { rootFolder } from '../inventory/buildInfrastructure.ts';
import type { ManagedObject } from '../objects/managedObject.ts';
import { entityProperties, PlainObject } from '../objects/managedObject.ts';
import { userSession } from '../session/sessionStore.ts';
import type { Handlers } from '../soap/call.ts';
import { isRef, listOf, type Ref, ref, textOf } from '../vim/values.ts';
import type { World } from '../world.ts';
import { aboutInfo } from './aboutInfo.ts';

const serviceRefs = {
  rootFolder,
  propertyCollector: ref('PropertyCollector', 'propertyCollector'),
  viewManager: ref('ViewManager', 'ViewManager'),
  sessionManager: ref('SessionManager', 'SessionManager'),
  authorizationManager: ref('AuthorizationManager', 'AuthorizationManager'),
  eventManager: ref('EventManager', 'EventManager'),
  taskManager: ref('TaskManager', 'TaskManager'),
  searchIndex: ref('SearchIndex', 'SearchIndex'),
};

function serverClock(world: World): Date {
  const skew = world.faults.strike('clock-skew');
  return new Date(Date.now() + (skew === undefined ? 0 : faultNumber(skew, 'seconds', 600) * 1000));
}

/** Makes the objects that every client starts from. */
export function addServiceObjects(world: World): void {
  const content = () => ({ $type: 'ServiceContent', about: aboutInfo(world.instanceUuid), ...serviceRefs });
  world.add(
    new PlainObject(ref('ServiceInstance', 'ServiceInstance'), { content, serverClock: () => serverClock(world) }),
  );
  world.add(new PlainObject(serviceRefs.propertyCollector, { filter: () => [] }));
  world.add(new PlainObject(serviceRefs.viewManager, { viewList: () => [] }));
  world.add(
    new PlainObject(serviceRefs.sessionManager, {
      sessionList: () => world.sessions.all().map(userSession),
      defaultLocale: () => 'en',
      messageLocaleList: () => ['en'],
      supportedLocaleList: () => ['en'],
    }),
  );
  world.add(new PlainObject(serviceRefs.authorizationManager, {}));
  world.add(
    new PlainObject(serviceRefs.taskManager, { recentTask: () => world.tasks.recent(), maxCollector: () => 32 }),
  );
  world.add(
    new PlainObject(serviceRefs.eventManager, {
      latestEvent: () => world.events.all().at(-1),
      maxCollector: () => maxCollectors,
    }),
  );
  world.add(new PlainObject(serviceRefs.searchIndex, entityProperties({ name: () => '', parent: () => undefined })));
}

export const serviceOperations: Handlers = {
  RetrieveServiceContent: (call) => call.target.property('content'),
  CurrentTime: (call) => serverClock(call.world),
  CancelTask: (call) => call.world.tasks.cancel(call.target.ref.id),
  FindByUuid: (call) => findByUuid(call.world, call.args)[0],
  FindAllByUuid: (call) => findByUuid(call.world, call.args),
  FindByInventoryPath: (call) => {
    let found: ManagedObject | undefined = call.world.objects.get(rootFolder.id);
    for (const name of textOf(call.args['inventoryPath'])
      .split('/')
      .filter((part) => part !== '')) {
      found = found === undefined ? undefined : childNamed(call.world, found, name);
    }
    return found?.ref;
  },
  FindChild: (call) => {
    const { entity } = call.args;
    return isRef(entity) ? childNamed(call.world, call.world.find(entity), textOf(call.args['name']))?.ref : undefined;
  },
};

function findByUuid(world: World, args: Record<string, unknown>): Ref[] {
  const { datacenter } = args;
  const uuid = textOf(args['uuid']).toLowerCase();
  if (args['vmSearch'] !== true) return [];
  return [...world.machines.values()]
    .filter((machine) => (args['instanceUuid'] === true ? machine.instanceUuid : machine.uuid) === uuid)
    .filter((machine) => !isRef(datacenter) || machine.placement.datacenter.ref.id === datacenter.id)
    .map((machine) => machine.ref);
}

function childNamed(world: World, parent: ManagedObject, name: string): ManagedObject | undefined {
  const properties = [
    'childEntity',
    'vmFolder',
    'hostFolder',
    'datastoreFolder',
    'networkFolder',
    'host',
    'resourcePool',
  ];
  const children = properties.flatMap((property) => listOf(parent.property(property)).filter(isRef));
  return children
    .map((child) => world.objects.get(child.id))
    .find((child) => child !== undefined && child.property('name') === name);
}
