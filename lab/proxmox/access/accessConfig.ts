/** What `/etc/pve/user.cfg` and the shadow files hold. */
export interface AccessConfig {
  users: Record<string, UserEntry>;
  tokens: Record<string, TokenEntry>;
  acl: AclEntry[];
}

export interface UserEntry {
  enabled: boolean;
  password: string;
  comment?: string;
}

export interface TokenEntry {
  secret: string;
  privsep: boolean;
  /** Seconds since the epoch, 0 for never. */
  expire: number;
  comment?: string;
}

export interface AclEntry {
  path: string;
  /** `user@realm` or `user@realm!token`. */
  subject: string;
  role: string;
  propagate: boolean;
}

/** Who sends a request: `userid` and, with an API token, its full id. */
export interface Identity {
  userid: string;
  tokenId?: string;
}

/** The string that task ids and "only root" tests see: a token of root@pam is not root@pam. */
export function authUser(identity: Identity): string {
  return identity.tokenId ?? identity.userid;
}

export function isRoot(identity: Identity): boolean {
  return authUser(identity) === 'root@pam';
}
