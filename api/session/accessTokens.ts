import { createPrivateKey, createPublicKey } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

const algorithm = 'EdDSA';
const type = 'at+jwt';
const party = 'drover';

/** Who an access token is for, and the login that it comes from. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}

/** JWT access tokens (RFC 9068 in form) of this instance. */
export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /** Null when the token is not ours, is over, or is anything but signed by our key with our algorithm. */
  verify(token: string): Promise<AccessClaims | null>;
}

/** @param seed 32 secret bytes, the same in every process of the instance: the Ed25519 private key (RFC 8032, 5.1.5) */
export function createAccessTokens(seed: Buffer): AccessTokens {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return {
    sign: ({ userId, sessionId, expiresAt }) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setIssuer(party)
        .setAudience(party)
        .setSubject(userId)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(privateKey),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          ...{ algorithms: [algorithm], typ: type, issuer: party, audience: party },
          requiredClaims: ['sub', 'sid', 'exp'],
        });
        const { sub, sid, exp } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return null;
        return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
      } catch {
        return null;
      }
    },
  };
}

/** What stands before the seed of an Ed25519 key in PKCS#8 (RFC 8410, 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
