import { DroverError } from '../../contract/errors.ts';
import type { VouchedIdentity } from '../../ports/vouchedIdentity.ts';
import type { OidcOptions } from './oidcOptions.ts';

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the claims speak of.
 * @throws DroverError identity.answer when a claim that is needed is missing or has another form
 */
export function identityOf(
  claims: Claims,
  options: Pick<OidcOptions, 'issuer' | 'groupsClaim' | 'nameClaim'>,
): VouchedIdentity {
  const { issuer, groupsClaim, nameClaim } = options;
  const refuse = (text: string) => new DroverError('identity.answer', `${issuer}: ${text}`);
  const name = claimOf(claims, nameClaim);
  if (typeof name !== 'string' || name === '') {
    throw refuse(
      `there is no text in the claim ${nameClaim} (DROVER_OIDC_NAME_CLAIM); DROVER_OIDC_SCOPES may lack a scope.`,
    );
  }
  // Entra ID leaves the groups out where there are too many for a token, and says where to ask for them.
  const elsewhere = claims['_claim_names'];
  if (typeof elsewhere === 'object' && elsewhere !== null && groupsClaim in elsewhere) {
    throw refuse(
      `the claim ${groupsClaim} was left out, as it has too many values. Let the provider send fewer groups.`,
    );
  }
  const groups = claimOf(claims, groupsClaim) ?? [];
  const list = Array.isArray(groups) ? groups : [groups];
  if (!list.every((group) => typeof group === 'string')) {
    throw refuse(`the claim ${groupsClaim} (DROVER_OIDC_GROUPS_CLAIM) holds something else than texts.`);
  }
  // A subject is unique within its issuer alone (OpenID Connect Core, 2).
  return { subject: `${String(claims['iss'])}#${String(claims['sub'])}`, name, groups: list };
}

/** A claim of that very name, else a path into objects: `realm_access.roles`. */
export function claimOf(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}
