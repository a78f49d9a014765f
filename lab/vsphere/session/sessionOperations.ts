import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Call, Handlers } from '../soap/call.ts';
import { type Data, isRef, listOf, textOf } from '../vim/values.ts';
import { invalidRequest, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import { hasPrivilege, type User } from './privileges.ts';
import { cookieHeader, type Session, userSession } from './sessionStore.ts';

export const sessionOperations: Handlers = {
  Login: (call) => {
    const userName = textOf(call.args['userName']);
    const user = findUser(call.world, userName, textOf(call.args['password']));
    const injected = call.world.faults.strike('invalid-login', { user: userName });
    // A cookie that is logged in already must not log in again.
    if (user === undefined || injected !== undefined || call.session !== undefined) {
      throw new VimFault('InvalidLogin', 'Cannot complete login due to an incorrect user name or password.');
    }
    return openSession(call, user);
  },
  Logout: (call) => {
    call.world.sessions.end(sessionOf(call));
  },
  SessionIsActive: (call) =>
    call.world.sessions.isActive(textOf(call.args['sessionID']), textOf(call.args['userName'])),
  AcquireCloneTicket: (call) => {
    const ticket = `cst-${randomUUID()}`;
    sessionOf(call).cloneTickets.add(ticket);
    return ticket;
  },
  CloneSession: (call) => {
    const original = call.world.sessions.withTicket(textOf(call.args['cloneTicket']));
    if (original === undefined) throw new VimFault('InvalidLogin', 'The clone ticket is not valid.');
    return openSession(call, original.user);
  },
  TerminateSession: (call) => {
    for (const key of listOf(call.args['sessionId'])) {
      const session = call.world.sessions.byKey(textOf(key));
      if (session === undefined) throw new VimFault('NotFound', 'The session was not found.');
      call.world.sessions.end(session);
    }
  },
  HasPrivilegeOnEntities: (call) => {
    const user = sessionUser(call.world, textOf(call.args['sessionId']));
    return listOf(call.args['entity'])
      .filter(isRef)
      .map((entity) => ({
        entity: call.world.find(entity).ref,
        privAvailability: availability(user, call.args['privId']),
      }));
  },
  HasPrivilegeOnEntity: (call) => {
    const user = sessionUser(call.world, textOf(call.args['sessionId']));
    return availability(user, call.args['privId']).map((one) => one['isGranted']);
  },
  HasUserPrivilegeOnEntities: (call) => {
    const user = call.world.users.find((one) => one.username === call.args['userName']);
    if (user === undefined) throw new VimFault('NotFound', 'The user was not found.');
    return listOf(call.args['entities'])
      .filter(isRef)
      .map((entity) => ({
        entity: call.world.find(entity).ref,
        privAvailability: availability(user, call.args['privId']),
      }));
  },
};

export function sessionOf(call: Call): Session {
  if (call.session === undefined) throw invalidRequest(`${call.operation.name} needs a session.`);
  return call.session;
}

/** Compares without telling by time how much of a password was right. */
export function findUser(world: World, username: string, password: string): User | undefined {
  const user = world.users.find((candidate) => candidate.username === username);
  const given = Buffer.from(password);
  const wanted = Buffer.from(user?.password ?? '');
  const same = given.length === wanted.length && timingSafeEqual(given, wanted);
  return user !== undefined && same ? user : undefined;
}

function openSession(call: Call, user: User): Data {
  const { userAgent, address } = call.client;
  const session = call.world.sessions.open(user, { userAgent, address });
  call.client.setCookie(cookieHeader(session));
  return userSession(session);
}

function sessionUser(world: World, key: string): User {
  const session = world.sessions.byKey(key);
  if (session === undefined) throw new VimFault('InvalidArgument', 'A specified parameter was not correct: sessionId');
  return session.user;
}

function availability(user: User, privileges: unknown): Data[] {
  return listOf(privileges).map((privilege) => ({
    privId: textOf(privilege),
    isGranted: hasPrivilege(user, textOf(privilege)),
  }));
}
