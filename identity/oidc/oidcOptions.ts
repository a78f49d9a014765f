/** How Drover is known to the provider; the fields are those of DROVER_OIDC_* (docs/directories.md). */
export interface OidcOptions {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  name: string;
  scopes: string;
  groupsClaim: string;
  nameClaim: string;
  ca: string | undefined;
  clockToleranceSeconds: number;
}
