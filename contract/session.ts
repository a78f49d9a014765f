import { z } from 'zod';
import { permissionSchema, roleSchema } from './permission.ts';

export const loginSchema = z
  .object({ username: z.string().min(1).max(64), password: z.string().min(1).max(1024) })
  .meta({ id: 'Login' });

export const userSchema = z
  .object({ id: z.string(), name: z.string(), role: roleSchema, permissions: z.array(permissionSchema) })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

export const sessionSchema = z
  .object({
    token: z.string().meta({ description: 'Send it as `Authorization: Bearer`.' }),
    expiresAt: z.string(),
    user: userSchema,
  })
  .meta({ id: 'Session' });
