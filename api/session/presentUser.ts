import { permissionsOf } from '../../contract/can.ts';
import { roleSchema } from '../../contract/permission.ts';
import { accountKindSchema, type User } from '../../contract/session.ts';
import { grantsOf, type KnownUser } from '../../prisma/queries/knownUser.ts';

/** A user with the roles that are held, whatever may narrow them. */
export function heldBy({ id, name, kind, role, grants }: KnownUser): Omit<User, 'permissions'> {
  return {
    ...{ id, name, kind: accountKindSchema.parse(kind) },
    role: roleSchema.nullable().parse(role),
    grants: grantsOf(grants),
  };
}

/** A user as a login with a password tells of them. */
export function presentUser(row: KnownUser): User {
  const held = heldBy(row);
  return { ...held, permissions: permissionsOf(held) };
}
