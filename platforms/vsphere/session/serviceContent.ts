import { DroverError } from '../../../contract/errors.ts';
import { type MoRef, moRef, readRef } from '../values/moRef.ts';
import { child, text } from '../values/value.ts';
import type { Channel } from './channel.ts';

/** Entry points of the server; their ids differ between vCenter and ESXi. */
export interface ServiceContent {
  rootFolder: MoRef;
  propertyCollector: MoRef;
  viewManager: MoRef;
  sessionManager: MoRef;
  authorizationManager: MoRef | undefined;
  eventManager: MoRef | undefined;
  about: { fullName: string; version: string; apiVersion: string; apiType: string; instanceUuid: string };
}

export const serviceInstance = moRef('ServiceInstance', 'ServiceInstance');

/** The one call that needs no login. */
export async function retrieveServiceContent(channel: Channel, signal: AbortSignal): Promise<ServiceContent> {
  const [content] = await channel.send('RetrieveServiceContent', serviceInstance, {}, { signal });
  const about = child(content, 'about');
  return {
    rootFolder: need(content, 'rootFolder'),
    propertyCollector: need(content, 'propertyCollector'),
    viewManager: need(content, 'viewManager'),
    sessionManager: need(content, 'sessionManager'),
    authorizationManager: readRef(content, 'authorizationManager'),
    eventManager: readRef(content, 'eventManager'),
    about: {
      fullName: text(about, 'fullName') ?? text(about, 'name') ?? 'vSphere',
      version: text(about, 'version') ?? '',
      apiVersion: text(about, 'apiVersion') ?? '',
      apiType: text(about, 'apiType') ?? '',
      instanceUuid: text(about, 'instanceUuid') ?? '',
    },
  };
}

function need(content: unknown, name: string): MoRef {
  const ref = readRef(content, name);
  if (ref !== undefined) return ref;
  throw new DroverError('platform.protocol', `The server does not name its ${name}.`);
}
