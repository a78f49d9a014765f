import { type Connection, connectionInputSchema } from '../../../contract/connection.ts';
import type { ConnectionChange } from '../../../contract/routes/connections.ts';
import type { Version } from '../../edit/useVersionedEdit.ts';

/** What the form edits. The stored secret is never shown: an empty one stays as it is. */
export type ConnectionEdit = {
  projectId: string;
  name: string;
  url: string;
  username: string;
  /** '': a public CA must vouch. */
  fingerprint256: string;
  password: string;
};

export function versionOf(connection: Connection): Version<ConnectionEdit> {
  const { projectId, name, url, username, fingerprint256, revision, updatedBy } = connection;
  return {
    revision,
    by: updatedBy ?? '',
    fields: { projectId, name, url, username, fingerprint256: fingerprint256 ?? '', password: '' },
  };
}

/** What differs from the connection as it is stored. */
export function changeOf(edit: ConnectionEdit, stored: Connection): ConnectionChange {
  const change: ConnectionChange = {};
  const name = edit.name.trim();
  const fingerprint256 = edit.fingerprint256.trim().toUpperCase() || null;
  if (edit.projectId !== stored.projectId) change.projectId = edit.projectId;
  if (name !== stored.name) change.name = name;
  if (edit.url !== stored.url) change.url = edit.url;
  if (edit.username !== stored.username) change.username = edit.username;
  if (fingerprint256 !== stored.fingerprint256) change.fingerprint256 = fingerprint256;
  if (edit.password !== '') change.password = edit.password;
  return change;
}

const onlyHere = ['name', 'projectId'];

/** Whether a test would say something else than before: name and project change nothing on the wire. */
export function needsTest(change: ConnectionChange): boolean {
  return Object.keys(change).some((field) => !onlyHere.includes(field));
}

export type WrongField = 'name' | 'url' | 'username' | 'fingerprint256' | 'passwordForUrl';

/** Fields that would be refused. The stored secret goes to the address that it was given for alone. */
export function wrongFields(edit: ConnectionEdit, stored: Connection): WrongField[] {
  const { shape } = connectionInputSchema;
  const wrong: WrongField[] = [];
  for (const field of ['name', 'url', 'username'] as const) {
    if (!shape[field].safeParse(edit[field].trim()).success) wrong.push(field);
  }
  const fingerprint = edit.fingerprint256.trim().toUpperCase();
  if (fingerprint !== '' && !shape.fingerprint256.safeParse(fingerprint).success) wrong.push('fingerprint256');
  if (edit.url !== stored.url && edit.password === '') wrong.push('passwordForUrl');
  return wrong;
}
