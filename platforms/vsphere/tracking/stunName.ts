/**
 * Name of the snapshot that makes change tracking take effect. It lives for seconds; one that is found was left by a
 * process that died, and tracking counts as not yet enabled.
 */
export const stunName = 'drover-change-tracking';
