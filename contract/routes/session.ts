import { defineRoute } from '../route.ts';
import { loginSchema, sessionSchema, userSchema } from '../session.ts';

export const sessionRoutes = {
  login: defineRoute({
    method: 'POST',
    path: '/auth/login',
    tag: 'session',
    permission: 'public',
    summary: 'Log in with user and password',
    body: loginSchema,
    status: 200,
    response: sessionSchema,
    errors: ['auth.invalid', 'auth.throttled'],
  }),
  logout: defineRoute({
    method: 'POST',
    path: '/auth/logout',
    tag: 'session',
    permission: 'self',
    summary: 'End this session',
    status: 204,
    response: null,
    errors: [],
  }),
  me: defineRoute({
    method: 'GET',
    path: '/auth/me',
    tag: 'session',
    permission: 'self',
    summary: 'Who is logged in, and what they may do',
    status: 200,
    response: userSchema,
    errors: [],
  }),
};
