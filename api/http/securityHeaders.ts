import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Scripts from here only; styles also inline, as the console's components set them.
 * @param hstsSeconds how long a browser that came by HTTPS insists on it (RFC 6797); 0: it is not told. Nothing is said
 * of subdomains, which are not ours to speak for.
 */
export function securityHeaders(hstsSeconds: number): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
  if (hstsSeconds === 0) return [headers];
  const insist = helmet.strictTransportSecurity({ maxAge: hstsSeconds, includeSubDomains: false });
  // Over plain HTTP the header must not be sent (section 7.2 there).
  return [headers, (request, response, next) => (request.secure ? insist(request, response, next) : next())];
}
