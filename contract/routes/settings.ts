import { defineRoute } from '../route.ts';
import { settingsSchema } from '../settings.ts';

export const settingsRoutes = {
  getSettings: defineRoute({
    method: 'GET',
    path: '/settings',
    tag: 'system',
    permission: 'self',
    summary: 'Settings of the instance',
    status: 200,
    response: settingsSchema,
    errors: [],
    versioned: true,
  }),
  updateSettings: defineRoute({
    method: 'PATCH',
    path: '/settings',
    tag: 'system',
    permission: 'settings:write',
    summary: 'Change some settings; they count from the next login and list on',
    body: settingsSchema.partial().meta({ id: 'SettingsChange' }),
    status: 200,
    response: settingsSchema,
    errors: [],
    versioned: true,
    ifMatch: 'optional',
  }),
};
