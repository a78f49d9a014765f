/** A page that somebody's role does not open. */
export const notAllowed = {
  title: 'This page is not for your role.',
  instance: 'It takes one of these roles in the whole instance: {{roles}}. An administrator gives them.',
  project: 'It takes one of these roles: {{roles}}. An administrator gives them.',
} as const;
