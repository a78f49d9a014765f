export const groups = {
  title: 'Groups',
  text: 'Whoever logs in by the directory or the provider has the strongest role of their groups, worked out at each login. Without any, the login is refused.',
  none: 'No group has a role yet: nobody can log in by the directory or the provider.',
  realmLabel: 'Of',
  realm: { ldap: 'Directory', oidc: 'Provider' },
  group: 'Group',
  hint: { ldap: 'Distinguished name of the group.', oidc: 'Value of the claim, as the provider spells it.' },
  roleOf: 'Role of {{group}}',
  give: 'Give the role',
  remove: 'Remove',
  removeOf: 'Remove {{group}}',
} as const;
