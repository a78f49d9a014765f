import { DroverError } from '../../../contract/errors.ts';
import { isFault } from '../faults/vimFault.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { readRef } from '../values/moRef.ts';
import { continuePage, type Page, type Retrieved, retrievePage } from './retrieve.ts';

/** Small pages keep the parsing of one answer well below what blocks the event loop. */
const pageObjects = 50;
const restarts = 2;

/**
 * All objects of these types below the root folder. A view lives and dies with its login: when the login is lost
 * half-way the listing starts again and leaves out what was told already.
 */
export async function* listObjects(
  session: VsphereSession,
  paths: Record<string, readonly string[]>,
  signal: AbortSignal,
): AsyncGenerator<Retrieved[]> {
  const told = new Set<string>();
  for (let restart = 0; ; restart += 1) {
    try {
      for await (const objects of onePass(session, paths, signal)) {
        const fresh = objects.filter((object) => !told.has(object.ref.$value));
        for (const object of fresh) told.add(object.ref.$value);
        yield fresh;
      }
      return;
    } catch (error) {
      if (restart === restarts || !isFault(error, 'NotAuthenticated')) throw error;
    }
  }
}

async function* onePass(
  session: VsphereSession,
  paths: Record<string, readonly string[]>,
  signal: AbortSignal,
): AsyncGenerator<Retrieved[]> {
  const { login, view } = await session.withLogin(signal, async (current) => {
    const args = { container: current.content.rootFolder, type: Object.keys(paths), recursive: true };
    const [made] = await session.send(current, 'CreateContainerView', current.content.viewManager, args, { signal });
    return { login: current, view: readRef(made) };
  });
  if (view === undefined) throw new DroverError('platform.protocol', 'CreateContainerView answered without a view.');
  const spec = {
    propSet: Object.entries(paths).map(([type, pathSet]) => ({ type, all: false, pathSet })),
    objectSet: [
      {
        obj: view,
        skip: true,
        selectSet: [
          {
            attributes: { 'xsi:type': 'TraversalSpec' },
            name: 'view',
            type: 'ContainerView',
            path: 'view',
            skip: false,
          },
        ],
      },
    ],
  };
  try {
    let page: Page = await retrievePage(session, login, spec, { maxObjects: pageObjects }, signal);
    yield page.objects;
    while (page.token !== undefined) {
      page = await continuePage(session, login, page.token, signal);
      yield page.objects;
    }
  } catch (error) {
    if (isFault(error, 'NotAuthenticated')) await session.forget(login);
    throw error;
  } finally {
    await login.channel.send('DestroyView', view, {}, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  }
}
