import type { RouteDefinition } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import type { AuditedEvent } from './auditedEvent.ts';

/** Where verb and noun of the operation's name do not say it. */
const named: Record<string, string> = {
  login: 'session.create',
  logout: 'session.delete',
  approve: 'approval.approve',
  refuse: 'approval.refuse',
  setMember: 'project.member',
  removeMember: 'project.member',
  preflight: 'migration.preflight',
  resetSetting: 'settings.update',
  testConnectionChange: 'connection.test',
};

/** What the trail calls a request of which its handler has told nothing: `createPlan` is `plan.create` of a `plan`. */
export function actionOf(route: RouteDefinition, params: Record<string, unknown>): AuditedEvent {
  const name = Object.entries(routes).find(([, known]) => known === route)?.[0] ?? route.path;
  const [, verb = name, noun = ''] = /^([a-z]+)(\w+)$/.exec(name) ?? [];
  const command = verb === 'command' ? String(params['name']) : verb;
  const action = named[name] ?? (noun === '' ? verb : `${noun.charAt(0).toLowerCase()}${noun.slice(1)}.${command}`);
  return { action: shortened(action), subject: shortened(subjectOf(route, params)) };
}

/** `/plans/{id}/start` is about `plan/<id>`, `/residue/{migrationId}/removal` about `migration/<id>`. */
function subjectOf({ path }: RouteDefinition, params: Record<string, unknown>): string {
  const collection = path.split('/')[1] ?? '';
  const parameter = /\{(\w+)\}/.exec(path)?.[1];
  if (parameter === undefined || parameter === 'key') return collection;
  const kind = parameter === 'id' ? collection.replace(/s$/, '') : parameter.replace(/Id$/, '');
  return `${kind}/${String(params[parameter])}`;
}

/** Refused requests say what they like: of that, a line is kept. */
function shortened(text: string): string {
  const line = text.replaceAll(/\p{C}/gu, '\u{fffd}');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
